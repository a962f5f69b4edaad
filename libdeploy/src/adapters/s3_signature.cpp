// SPDX-License-Identifier: MIT
#include "adapters/s3_signature.hpp"

#include "support/digest.hpp"

#include <array>
#include <ctime>

namespace deploy {
namespace {

std::string formatted(std::chrono::system_clock::time_point time, const char* format) {
    const auto whole_seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&whole_seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

bool unreserved(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view{"-._~"}.find(letter) != std::string_view::npos;
}

using Headers = std::map<std::string, std::string>; // names in lower case, sorted

std::string names_of(const Headers& headers) {
    std::string out;
    for (const auto& [name, value] : headers)
        out += (out.empty() ? "" : ";") + name;
    return out;
}

std::string canonical(const S3Request& request, const Headers& headers) {
    auto out = request.method + '\n' + s3_encode(request.path, true) + '\n' +
               s3_query(request.query) + '\n';
    for (const auto& [name, value] : headers)
        out += name + ':' + value + '\n';
    return out + '\n' + names_of(headers) + '\n' + request.payload_hash;
}

std::string signing_key(const S3Credentials& credentials, const std::string& date,
                        const std::string& region) {
    auto key = hmac_sha256("AWS4" + credentials.secret_key, date);
    for (const auto& part : {region, std::string{"s3"}, std::string{"aws4_request"}})
        key = hmac_sha256(key, part);
    return key;
}

} // namespace

std::string s3_encode(std::string_view text, bool keep_slash) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        if (unreserved(letter) || (keep_slash && letter == '/')) {
            out += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

std::string s3_query(const std::map<std::string, std::string>& query) {
    std::string out;
    for (const auto& [key, value] : query)
        out += (out.empty() ? "" : "&") + s3_encode(key, false) + '=' + s3_encode(value, false);
    return out;
}

std::vector<std::string> sign(const S3Request& request, const S3Credentials& credentials,
                              const std::string& region,
                              std::chrono::system_clock::time_point now) {
    const auto time = formatted(now, "%Y%m%dT%H%M%SZ");
    const auto date = formatted(now, "%Y%m%d");
    Headers headers{{"host", request.host},
                    {"x-amz-content-sha256", request.payload_hash},
                    {"x-amz-date", time}};
    if (!credentials.session_token.empty())
        headers.emplace("x-amz-security-token", credentials.session_token);
    const auto scope = date + '/' + region + "/s3/aws4_request";
    const auto text = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' +
                      to_hex(sha256(canonical(request, headers)));
    const auto signature = to_hex(hmac_sha256(signing_key(credentials, date, region), text));
    std::vector<std::string> out{
        "Authorization: AWS4-HMAC-SHA256 Credential=" + credentials.access_key + '/' + scope +
        ",SignedHeaders=" + names_of(headers) + ",Signature=" + signature};
    headers.erase("host"); // libcurl sends it
    for (const auto& [name, value] : headers)
        out.push_back(name + ": " + value);
    return out;
}

} // namespace deploy
