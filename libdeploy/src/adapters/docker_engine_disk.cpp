// SPDX-License-Identifier: MIT
// What takes room on the disk, and how it is given back.
#include "adapters/docker_engine.hpp"
#include "adapters/docker_json.hpp"
#include "support/json_fields.hpp"
#include <boost/json/serialize.hpp>

namespace deploy {

namespace {

/// Layers are deleted and counted file by file.
constexpr std::chrono::minutes long_work{5};

template <class T>
Result<std::vector<T>> each(const Result<boost::json::array>& items,
                            Result<T> (*read)(const boost::json::value&)) {
    if (!items)
        return items.error();
    std::vector<T> out;
    for (const auto& item : *items) {
        auto one = read(item);
        if (!one)
            return one.error();
        out.push_back(std::move(*one));
    }
    return out;
}

} // namespace

Result<boost::json::array> DockerEngine::read_list(const std::string& path) {
    auto answer = read(path);
    if (!answer)
        return answer.error();
    auto* items = *answer ? (*answer)->if_array() : nullptr;
    if (items == nullptr)
        return Error{Errc::corrupt, "the Docker Engine's answer to " + path + " is no list"};
    return std::move(*items);
}

Result<std::vector<ContainerSummary>> DockerEngine::summaries() {
    return each(read_list("/containers/json?all=1"), summary_from_json);
}

Result<std::vector<Image>> DockerEngine::images() {
    return each(read_list("/images/json"), listed_image_from_json);
}

Result<> DockerEngine::remove_image(std::string_view reference) {
    const auto response = send_again({.method = "DELETE",
                                      .path = "/images/" + DockerClient::escape(reference),
                                      .timeout = long_work});
    if (!response)
        return response.error();
    if (!response->ok() && response->status != 404)
        return engine_refusal("remove image " + std::string{reference}, *response);
    return {};
}

Result<std::int64_t> DockerEngine::prune_build_cache(std::chrono::seconds unused_for) {
    const boost::json::object filters{
        {"until", boost::json::array{std::to_string(unused_for.count()) + "s"}}};
    const auto response = send_again(
        {.method = "POST",
         .path = "/build/prune?filters=" + DockerClient::escape(boost::json::serialize(filters)),
         .timeout = long_work});
    if (!response)
        return response.error();
    if (!response->ok())
        return engine_refusal("remove old build cache", *response);
    const auto value = response->json();
    if (!value || !value->is_object())
        return Error{Errc::corrupt, "the Docker Engine does not tell what it freed"};
    return fields::integer(value->get_object(), "SpaceReclaimed");
}

Result<DiskUsage> DockerEngine::disk_usage() {
    const auto response = client_.send({.path = "/system/df", .timeout = long_work});
    if (!response)
        return response.error();
    if (!response->ok())
        return engine_refusal("count what Docker's files take", *response);
    const auto value = response->json();
    if (!value)
        return value.error();
    return disk_usage_from_json(*value);
}

} // namespace deploy
