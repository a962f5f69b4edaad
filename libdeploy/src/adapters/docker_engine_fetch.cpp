// SPDX-License-Identifier: MIT
#include "adapters/docker_engine.hpp"
#include "support/json_fields.hpp"
#include <boost/json/parse.hpp>

namespace deploy {

namespace {

constexpr std::chrono::minutes fetch_patience{30};

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// The engine fetches every tag of a name without one.
std::string with_tag(std::string_view reference) {
    const auto slash = reference.rfind('/');
    const auto name = reference.substr(slash == std::string_view::npos ? 0 : slash);
    return std::string{reference} + (name.find_first_of(":@") == name.npos ? ":latest" : "");
}

/// The engine answers 200 and tells a failure in the last line of its progress.
std::string failure_in(std::string_view progress) {
    std::string failure;
    while (!progress.empty()) {
        const auto line = progress.substr(0, progress.find('\n'));
        progress.remove_prefix(std::min(line.size() + 1, progress.size()));
        boost::system::error_code malformed;
        const auto value = boost::json::parse(line, malformed);
        if (const auto* object = malformed ? nullptr : value.if_object())
            if (auto told = fields::text(*object, "error"); !told.empty())
                failure = std::move(told);
    }
    return failure;
}

Error not_fetched(std::string_view reference, const std::string& why) {
    const auto text = "fetch the image " + std::string{reference} + ": " + why;
    const auto fix = "docker pull " + std::string{reference} +
                     ", or docker load it from where it is, under this name";
    for (const auto* absent : {"not found", "manifest unknown", "access denied", "no such image",
                               "does not exist", "unauthorized"})
        if (contains(why, absent))
            return {Errc::not_found, text, fix};
    return {Errc::unreachable, text, fix};
}

} // namespace

Result<> DockerEngine::create_network(std::string_view name) {
    const auto what = "create network " + std::string{name};
    // The engine makes a second network of the same name unless it is told to look.
    const boost::json::object body{{"Name", name}, {"Driver", "bridge"}, {"CheckDuplicate", true}};
    const auto response = send_again({.method = "POST", .path = "/networks/create", .body = body});
    if (!response)
        return response.error();
    if (response->ok() || response->status == 409)
        return {};
    return engine_refusal(what, *response);
}

Result<> DockerEngine::pull(std::string_view reference,
                            std::stop_token stop) { // NOLINT(performance-*)
    const auto response = client_.send(
        {.method = "POST",
         .path = "/images/create?fromImage=" + DockerClient::escape(with_tag(reference)),
         .timeout = fetch_patience,
         .stop = std::move(stop)});
    if (!response)
        return response.error();
    const auto failure = response->ok() ? failure_in(response->body) : response->message();
    if (!failure.empty())
        return not_fetched(reference, failure);
    return {};
}

} // namespace deploy
