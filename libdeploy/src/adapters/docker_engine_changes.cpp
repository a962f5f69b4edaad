// SPDX-License-Identifier: MIT
#include "adapters/docker_engine.hpp"
#include "core/image_name.hpp"

namespace deploy {

namespace {

using std::chrono::seconds;

/// Beyond what a change takes by itself.
constexpr seconds change_patience{30};

std::string change_path(std::string_view id, std::string_view rest) {
    return "/containers/" + DockerClient::escape(id) + std::string{rest};
}

Result<> done(const Result<DockerResponse>& response, std::string_view what,
              std::initializer_list<int> also_fine = {}) {
    if (!response)
        return response.error();
    for (const int status : also_fine)
        if (response->status == status)
            return {};
    if (!response->ok())
        return engine_refusal(what, *response);
    return {};
}

std::string of(std::string_view verb, std::string_view id) {
    return std::string{verb} + " container " + std::string{id.substr(0, 12)};
}

/// The engine creates a container on a network that does not exist, and refuses to start it.
Error start_refusal(std::string_view id, const DockerResponse& response) {
    auto error = engine_refusal(of("start", id), response);
    if (error.is(Errc::not_found) && response.message().find("etwork") != std::string::npos)
        return {Errc::precondition, error.message, "docker network ls"};
    return error;
}

} // namespace

Result<> DockerEngine::start(std::string_view id) {
    const auto response = send_again(
        {.method = "POST", .path = change_path(id, "/start"), .timeout = 2 * change_patience});
    if (!response)
        return response.error();
    if (!response->ok())
        return start_refusal(id, *response);
    return {};
}

Result<> DockerEngine::stop(std::string_view id, seconds grace) {
    const auto query = "/stop?t=" + std::to_string(grace.count());
    return done(
        send_again(
            {.method = "POST", .path = change_path(id, query), .timeout = grace + change_patience}),
        of("stop", id), {404});
}

Result<> DockerEngine::remove(std::string_view id) {
    const auto response = send_again({.method = "DELETE",
                                      .path = change_path(id, "?force=1&v=1"),
                                      .timeout = 2 * change_patience});
    if (response && response->status == 409 &&
        response->message().find("already in progress") != std::string::npos)
        return wait_until_removed(id);
    return done(response, of("remove", id), {404});
}

Result<> DockerEngine::wait_until_removed(std::string_view id) {
    return done(client_.send({.method = "POST",
                              .path = change_path(id, "/wait?condition=removed"),
                              .timeout = 2 * change_patience}),
                of("remove", id), {404});
}

Result<> DockerEngine::set_restart_policy(std::string_view id, std::string_view policy) {
    const boost::json::object body{{"RestartPolicy", {{"Name", policy}}}};
    return done(send_again({.method = "POST", .path = change_path(id, "/update"), .body = body}),
                of("change the restart policy of", id));
}

Result<> DockerEngine::tag(std::string_view image, std::string_view reference) {
    const auto tag = tag_of(reference);
    const auto path = "/images/" + DockerClient::escape(image) +
                      "/tag?repo=" + DockerClient::escape(repository_of(reference)) +
                      "&tag=" + DockerClient::escape(tag.empty() ? "latest" : tag);
    return done(send_again({.method = "POST", .path = path}),
                "tag image as " + std::string{reference});
}

} // namespace deploy
