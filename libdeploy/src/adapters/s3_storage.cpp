// SPDX-License-Identifier: MIT
#include "adapters/s3_storage.hpp"

#include "adapters/durable_file.hpp"
#include "adapters/s3_xml.hpp"
#include "core/duration.hpp"
#include "support/digest.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace deploy {
namespace {

constexpr int tries = 3;
constexpr int http_not_found = 404;
constexpr int most_pages = 1000; // a million names, by the pages of S3

/// Reads a part from its beginning, whoever else reads the file.
ByteSource source_of(const FileDescriptor& file, std::int64_t offset, std::int64_t size) {
    return [&file, offset, left = size](std::span<char> buffer) mutable -> Result<std::size_t> {
        const auto wanted = std::min(buffer.size(), static_cast<std::size_t>(left));
        const auto count = ::pread(file.get(), buffer.data(), wanted, offset);
        if (count < 0 || (count == 0 && left > 0))
            return system_error("read", "the file to store");
        offset += count;
        left -= count;
        return static_cast<std::size_t>(count);
    };
}

Result<std::string> hash_of(const ByteSource& source) {
    Sha256 digest;
    std::vector<char> buffer(std::size_t{256} << 10U);
    while (true) {
        const auto count = source(buffer);
        if (!count)
            return count.error();
        if (*count == 0)
            return to_hex(digest.finish());
        digest.update({buffer.data(), *count});
    }
}

std::string host_of(const std::string& url) {
    const auto begin = url.find("://") + 3;
    return url.substr(begin, url.find('/', begin) - begin);
}

bool worth_another_try(const Result<HttpReply>& reply) {
    if (!reply)
        return reply.error().is(Errc::unreachable) || reply.error().is(Errc::unknown_outcome);
    return reply->status >= 500 || reply->status == 429;
}

Error from(const HttpFailure& failure, const std::string& what) {
    using Kind = HttpFailure::Kind;
    if (failure.stream)
        return *failure.stream;
    if (failure.kind == Kind::cancelled)
        return {Errc::cancelled, what + ": stopped"};
    return {failure.sent ? Errc::unknown_outcome : Errc::unreachable, what + ": " + failure.text};
}

Error too_slow(const std::string& what, std::chrono::milliseconds limit) {
    return {Errc::timed_out,
            what + ": the storage was not done within backup.timeout, " + format_duration(limit),
            "see why it is slow, or set backup.timeout to more; then psyfit-deploy backup"};
}

Error refused(const HttpReply& reply, const std::string& what) {
    const auto said = s3_error_text(reply.body);
    return {reply.status == http_not_found ? Errc::not_found : Errc::refused,
            what + ": the storage says " +
                (said.empty() ? "status " + std::to_string(reply.status) : said)};
}

} // namespace

Result<HttpReply> S3Storage::send_once(const Call& call, const std::string& payload_hash) {
    const auto path =
        "/" + config_.bucket + (call.name.empty() ? "" : "/" + config_.prefix + call.name);
    const S3Request request{.method = call.method,
                            .host = host_of(config_.url),
                            .path = path,
                            .query = call.query,
                            .payload_hash = payload_hash};
    const auto query = s3_query(call.query);
    const auto left = std::max(time_left(), call.at_least);
    const auto what = call.method + " " + config_.url + path;
    if (left.count() <= 0)
        return too_slow(what, limit_);
    HttpRequest http{
        .method = call.method,
        .url = config_.url + s3_encode(path, true) + (query.empty() ? "" : "?" + query),
        .headers = sign(request, credentials_, config_.region, std::chrono::system_clock::now()),
        .download = call.download,
        .timeout = std::min(call.at_most, left),
        .verify = true,
        .stop = call.stop};
    if (call.part != nullptr) {
        http.upload = source_of(call.part->file, call.part->offset, call.part->size);
        http.upload_size = call.part->size;
    } else if (!call.body.empty() || call.method == "POST")
        http.body = call.body;
    auto reply = session_.exchange(http);
    if (!reply && reply.error().kind == HttpFailure::Kind::timed_out && time_left().count() <= 0)
        return too_slow(what, limit_);
    if (!reply)
        return from(reply.error(), what);
    return std::move(*reply);
}

std::chrono::milliseconds S3Storage::time_left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ -
                                                                 std::chrono::steady_clock::now());
}

/// Every request may be sent again: a part or an object replaces itself.
Result<HttpReply> S3Storage::send(const Call& call) {
    const auto hash = call.part != nullptr
                          ? hash_of(source_of(call.part->file, call.part->offset, call.part->size))
                          : Result<std::string>{to_hex(sha256(call.body))};
    if (!hash)
        return hash.error();
    auto reply = send_once(call, *hash);
    for (int i = 1;
         i < tries && worth_another_try(reply) && !call.download && !call.stop.stop_requested();
         ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{200} * (i * i));
        reply = send_once(call, *hash);
    }
    return reply;
}

Result<> S3Storage::check_size(const std::string& name, std::int64_t size) {
    const auto head = send({.method = "HEAD", .name = name});
    if (!head)
        return head.error();
    const auto length = head->headers.find("content-length");
    if (head->status != 200)
        return refused(*head, "look for " + name);
    if (length == head->headers.end() || length->second != std::to_string(size))
        return Error{Errc::corrupt, name + " is stored with another size than it has"};
    return {};
}

Result<> S3Storage::put_whole(const std::string& name, const Part& whole,
                              const std::stop_token& stop) {
    const auto reply = send({.method = "PUT", .name = name, .part = &whole, .stop = stop});
    if (!reply)
        return reply.error();
    return reply->status == 200 ? Result<>{} : refused(*reply, "store " + name);
}

Result<> S3Storage::put(const std::string& name, const std::filesystem::path& path,
                        std::stop_token stop) {
    const FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0)
        return system_error("open", path);
    const Part whole{.file = file, .size = info.st_size};
    const bool in_parts = whole.size > std::int64_t{config_.part_size} << 20;
    auto stored = in_parts ? put_in_parts(name, whole, stop) : put_whole(name, whole, stop);
    return stored ? check_size(name, whole.size) : stored;
}

Result<> S3Storage::get(const std::string& name, const ByteSink& sink, std::stop_token stop) {
    const auto reply = send({.name = name, .download = sink, .stop = std::move(stop)});
    if (!reply)
        return reply.error();
    return reply->status == 200 ? Result<>{} : refused(*reply, "fetch " + name);
}

Result<std::vector<StoredObject>> S3Storage::list() {
    std::vector<StoredObject> out;
    Query query{{"list-type", "2"}, {"prefix", config_.prefix}};
    for (int page_number = 0; page_number < most_pages; ++page_number) {
        const auto reply = send({.query = query, .at_most = longest_look_});
        if (!reply)
            return reply.error();
        if (reply->status != 200)
            return refused(*reply, "list the storage");
        auto page = parse_s3_page(reply->body);
        if (!page)
            return page.error();
        for (auto& object : page->objects) {
            object.name.erase(0, config_.prefix.size());
            out.push_back(std::move(object));
        }
        if (page->next.empty())
            return out;
        query["continuation-token"] = page->next;
    }
    return Error{Errc::refused,
                 "list the storage: it has more than " + std::to_string(most_pages) +
                     " pages of names below '" + config_.prefix + "', or never comes to their end",
                 "give the copies a place of their own: storage.prefix"};
}

Result<> S3Storage::remove(const std::string& name) {
    const auto reply = send({.method = "DELETE", .name = name});
    if (!reply)
        return reply.error();
    const bool gone = reply->status / 100 == 2 || reply->status == http_not_found;
    return gone ? Result<>{} : refused(*reply, "remove " + name);
}

} // namespace deploy
