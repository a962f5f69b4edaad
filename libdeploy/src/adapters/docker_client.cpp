// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include "adapters/docker_version.hpp"
#include "support/http.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>

namespace deploy {

namespace {

bool reads_only(const DockerRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

Error no_engine(const std::filesystem::path& socket, const HttpFailure& failure) {
    const auto where = socket.string();
    if (failure.system_error == EACCES)
        return {Errc::unreachable, "no permission to use the Docker Engine at " + where,
                "run it with sudo, or: usermod -aG docker \"$USER\" and log in again"};
    return {Errc::unreachable, "no Docker Engine answers on " + where, "systemctl start docker"};
}

Error unanswered(const DockerRequest& request, const HttpFailure& failure,
                 const std::filesystem::path& socket) {
    using Kind = HttpFailure::Kind;
    const auto call = "Docker Engine, " + request.method + " " + request.path;
    if (failure.kind == Kind::cancelled)
        return {Errc::cancelled, call + ": stopped"};
    if (failure.kind == Kind::no_connection)
        return no_engine(socket, failure);
    if (failure.kind == Kind::unusable)
        return {Errc::internal, call + ": " + failure.text};
    if (failure.kind == Kind::timed_out && reads_only(request))
        return {Errc::timed_out,
                call + ": no answer within " + std::to_string(request.timeout.count()) + " ms"};
    if (failure.kind == Kind::too_long && reads_only(request))
        return {Errc::corrupt, call + ": the answer is longer than " +
                                   std::to_string(request.max_body) + " bytes"};
    if (!failure.sent)
        return {Errc::unreachable, call + ": could not be sent: " + failure.text,
                "systemctl status docker"};
    return {Errc::unknown_outcome, call + ": the answer was lost: " + failure.text};
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~"}.find(c) != std::string_view::npos;
}

} // namespace

Result<boost::json::value> DockerResponse::json() const {
    boost::system::error_code error;
    auto value = boost::json::parse(body, error);
    if (error)
        return Error{Errc::corrupt, "the Docker Engine's answer is not JSON: " + error.message()};
    return value;
}

std::string DockerResponse::message() const {
    constexpr std::size_t enough = 400;
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (const auto* object = error ? nullptr : value.if_object(); object != nullptr)
        if (const auto* text = object->if_contains("message");
            text && text->is_string() && !text->get_string().empty())
            return std::string{text->get_string()};
    auto start = body.substr(0, enough);
    while (!start.empty() && (start.back() == '\n' || start.back() == '\r'))
        start.pop_back();
    return start.empty() ? "HTTP status " + std::to_string(status) : start;
}

struct DockerClient::State {
    std::filesystem::path socket;
    HttpSession session{};
    std::optional<std::string> version{};

    Result<DockerResponse> exchange(const DockerRequest& request, const std::string& prefix);
    Result<std::string> negotiate();
    Result<std::string> ask_version();
};

Result<DockerResponse> DockerClient::State::exchange(const DockerRequest& request,
                                                     const std::string& prefix) {
    HttpRequest http{.method = request.method,
                     .url = "http://docker" + prefix + request.path,
                     .unix_socket = socket.string(),
                     .timeout = request.timeout,
                     .max_body = request.max_body,
                     .stop = request.stop};
    if (request.body) {
        http.body = boost::json::serialize(*request.body);
        http.headers.emplace_back("Content-Type: application/json");
    }
    // On a kept connection that the engine has just closed a request may have been read or not:
    // only one that changes nothing may be sent twice.
    if (!reads_only(request))
        http.connection = Connection::fresh;
    auto result = session.exchange(http);
    if (!result)
        return unanswered(request, result.error(), socket);
    return DockerResponse{.status = result->status,
                          .body = std::move(result->body),
                          .api_version = std::move(result->headers["api-version"]),
                          .server = std::move(result->headers["server"])};
}

Result<std::string> DockerClient::State::negotiate() {
    if (version)
        return *version;
    // The engine asks all its parts before it answers /version, which takes it 5 ms and more.
    const auto ping = exchange({.path = "/_ping"}, "");
    if (!ping)
        return ping.error();
    version = agree_at_once(ping->api_version);
    return version ? *version : ask_version();
}

Result<std::string> DockerClient::State::ask_version() {
    const DockerRequest request{.path = "/version"};
    auto response = exchange(request, "");
    if (!response)
        return response.error();
    if (response->status != 200)
        return Error{Errc::refused,
                     "the Docker Engine does not tell its version: " + response->message()};
    const auto value = response->json();
    if (!value)
        return value.error();
    const auto agreed = agree_on_version(*value);
    if (!agreed)
        return agreed.error();
    version = *agreed;
    return *version;
}

DockerClient::DockerClient(std::filesystem::path socket)
    : state_{std::make_unique<State>(State{.socket = std::move(socket)})} {}
DockerClient::~DockerClient() = default;
DockerClient::DockerClient(DockerClient&&) noexcept = default;
DockerClient& DockerClient::operator=(DockerClient&&) noexcept = default;

Result<DockerResponse> DockerClient::send(const DockerRequest& request) {
    const auto version = state_->negotiate();
    if (!version)
        return version.error();
    return state_->exchange(request, "/v" + *version);
}

Result<std::string> DockerClient::api_version() { return state_->negotiate(); }

std::string DockerClient::escape(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved(c))
            result += c;
        else
            result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

} // namespace deploy
