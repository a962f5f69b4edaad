// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/s3_signature.hpp"
#include "support/file_descriptor.hpp"
#include "support/http.hpp"

#include <chrono>
#include <deploy/object_storage.hpp>
#include <map>

namespace deploy {

/// ObjectStorage on the S3 API, path style, so that every compatible storage takes it. Its time
/// runs from its making: one for each backup that is stored or fetched.
class S3Storage final : public ObjectStorage {
public:
    /// `longest_look` is for one page of names.
    S3Storage(Config::Storage config, S3Credentials credentials, std::chrono::seconds limit,
              std::chrono::milliseconds longest_look = std::chrono::seconds{20})
        : config_{std::move(config)},
          credentials_{std::move(credentials)},
          limit_{limit},
          longest_look_{longest_look},
          deadline_{std::chrono::steady_clock::now() + limit} {}

    Result<> put(const std::string& name, const std::filesystem::path& file,
                 std::stop_token stop) override;
    Result<> get(const std::string& name, const ByteSink& sink, std::stop_token stop) override;
    Result<std::vector<StoredObject>> list() override;
    Result<> remove(const std::string& name) override;

private:
    using Query = std::map<std::string, std::string>;
    /// Some bytes of an open file.
    struct Part {
        const FileDescriptor& file;
        std::int64_t offset = 0;
        std::int64_t size = 0;
    };
    struct Call {
        std::string method = "GET";
        std::string name{};
        Query query{};
        std::string body{};
        const Part* part = nullptr;
        ByteSink download{};
        std::stop_token stop{};
        std::chrono::milliseconds at_least{0}; ///< It has so long, even where time is over.
        std::chrono::milliseconds at_most = std::chrono::minutes{30};
    };

    Result<HttpReply> send(const Call& call);
    Result<HttpReply> send_once(const Call& call, const std::string& payload_hash);
    Result<> put_whole(const std::string& name, const Part& whole, const std::stop_token& stop);
    Result<> put_in_parts(const std::string& name, const Part& whole, const std::stop_token& stop);
    Result<std::string> put_part(const std::string& name, const Query& query, const Part& part,
                                 const std::stop_token& stop);
    [[nodiscard]] std::chrono::milliseconds time_left() const;
    Result<> check_size(const std::string& name, std::int64_t size);

    Config::Storage config_;
    S3Credentials credentials_;
    std::chrono::seconds limit_;
    std::chrono::milliseconds longest_look_;
    std::chrono::steady_clock::time_point deadline_;
    HttpSession session_;
};

} // namespace deploy
