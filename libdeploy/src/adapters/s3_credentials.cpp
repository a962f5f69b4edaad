// SPDX-License-Identifier: MIT
#include "adapters/durable_file.hpp"
#include "adapters/s3_storage.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace deploy {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

S3Credentials parse(std::string_view text) {
    S3Credentials out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos)
            continue;
        const auto key = trimmed(line.substr(0, equals));
        const auto value = std::string{trimmed(line.substr(equals + 1))};
        if (key == "aws_access_key_id")
            out.access_key = value;
        else if (key == "aws_secret_access_key")
            out.secret_key = value;
        else if (key == "aws_session_token")
            out.session_token = value;
    }
    return out;
}

Error unusable(const Config::Storage& config, const std::string& why) {
    return {Errc::invalid_input,
            "storage.credentials_file " + config.credentials_file.string() + " " + why,
            "write aws_access_key_id=… and aws_secret_access_key=… into it, and chmod 600"};
}

} // namespace

Result<std::unique_ptr<ObjectStorage>> make_object_storage(const Config::Storage& config,
                                                           std::chrono::seconds limit) {
    constexpr std::size_t longest = std::size_t{64} << 10U;
    if (config.url.empty())
        return std::unique_ptr<ObjectStorage>{};
    if (config.bucket.empty())
        return Error{Errc::invalid_input, "storage.url is set, but storage.bucket is not",
                     "set storage.bucket in the configuration"};
    const FileDescriptor file{::open(config.credentials_file.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0)
        return unusable(config, "cannot be read");
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return unusable(config, "can be read by others than its owner");
    const auto text = read_all(file, config.credentials_file, longest);
    if (!text)
        return text.error();
    auto credentials = parse(*text);
    if (credentials.access_key.empty() || credentials.secret_key.empty())
        return unusable(config, "lacks a key");
    auto settings = config;
    while (settings.url.ends_with('/'))
        settings.url.pop_back();
    return std::unique_ptr<ObjectStorage>{
        std::make_unique<S3Storage>(std::move(settings), std::move(credentials), limit)};
}

} // namespace deploy
