// SPDX-License-Identifier: MIT
#include "adapters/s3_parts.hpp"
#include "adapters/s3_storage.hpp"
#include "adapters/s3_xml.hpp"

#include <algorithm>

namespace deploy {
namespace {

constexpr std::chrono::seconds time_to_abort{30};

Error not_taken(const HttpReply& reply, const std::string& what) {
    const auto said = s3_error_text(reply.body);
    return {Errc::refused, what + ": the storage says " +
                               (said.empty() ? "status " + std::to_string(reply.status) : said)};
}

} // namespace

/// Gives the tag of the part.
Result<std::string> S3Storage::put_part(const std::string& name, const Query& query,
                                        const Part& part, const std::stop_token& stop) {
    auto reply = send({.method = "PUT", .name = name, .query = query, .part = &part, .stop = stop});
    if (!reply)
        return reply.error();
    if (reply->status != 200 || reply->headers["etag"].empty())
        return not_taken(*reply, "store part " + query.at("partNumber") + " of " + name);
    return reply->headers["etag"];
}

Result<> S3Storage::put_in_parts(const std::string& name, const Part& whole,
                                 const std::stop_token& stop) {
    const auto begun =
        send({.method = "POST", .name = name, .query = {{"uploads", ""}}, .stop = stop});
    if (!begun)
        return begun.error();
    if (begun->status != 200)
        return not_taken(*begun, "begin to store " + name);
    const auto id = parse_s3_upload_id(begun->body);
    if (!id)
        return id.error();
    const auto join = [&]() -> Result<> {
        const auto step = s3_part_size(whole.size, config_.part_size);
        std::vector<std::string> tags;
        for (std::int64_t at = 0; at < whole.size; at += step) {
            const Part part{whole.file, at, std::min(step, whole.size - at)};
            auto tag =
                put_part(name, {{"partNumber", std::to_string(tags.size() + 1)}, {"uploadId", *id}},
                         part, stop);
            if (!tag)
                return tag.error();
            tags.push_back(std::move(*tag));
        }
        const auto joined = send({.method = "POST",
                                  .name = name,
                                  .query = {{"uploadId", *id}},
                                  .body = s3_complete(tags),
                                  .stop = stop});
        if (!joined)
            return joined.error();
        // This call may answer 200 and tell an error all the same.
        const bool good = joined->status == 200 && s3_error_text(joined->body).empty();
        return good ? Result<>{} : not_taken(*joined, "join the parts of " + name);
    };
    auto stored = join();
    if (!stored) // else its parts would be kept, and paid for
        static_cast<void>(send({.method = "DELETE",
                                .name = name,
                                .query = {{"uploadId", *id}},
                                .at_least = time_to_abort}));
    return stored;
}

} // namespace deploy
