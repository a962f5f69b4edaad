// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

struct S3Credentials {
    std::string access_key;
    std::string secret_key;      ///< Secret.
    std::string session_token{}; ///< Secret; empty: none.
};

/// A request to sign.
struct S3Request {
    std::string method = "GET";
    std::string host;                           ///< With the port, where it is none of the usual.
    std::string path;                           ///< Not encoded: `/bucket/prefix/name`.
    std::map<std::string, std::string> query{}; ///< Not encoded; sorted, as the signature has it.
    std::string payload_hash;                   ///< Hexadecimal SHA-256 of the body.
};

/// Percent-encoded as the signature wants it; `/` is kept where `keep_slash`.
[[nodiscard]] std::string s3_encode(std::string_view text, bool keep_slash);
/// `a=1&b=`, encoded and in order; a key without a value has its `=`.
[[nodiscard]] std::string s3_query(const std::map<std::string, std::string>& query);

/// The headers that authorise the request, signature version 4.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
[[nodiscard]] std::vector<std::string> sign(const S3Request& request,
                                            const S3Credentials& credentials,
                                            const std::string& region,
                                            std::chrono::system_clock::time_point now);

} // namespace deploy
