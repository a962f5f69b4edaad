// SPDX-License-Identifier: MIT
#include "sample_pages.hpp"
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <unistd.h>

namespace sample {
namespace http = boost::beast::http;
namespace {

Response text(const Request& request, http::status status, std::string body,
              std::string_view type = "text/plain") {
    Response response{status, request.version()};
    response.set(http::field::content_type, type);
    response.body() = std::move(body);
    return response;
}

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::string buffer(32, '\0');
    buffer.resize(std::strftime(buffer.data(), buffer.size(), "%FT%TZ", &parts));
    return buffer;
}

// The whole environment as the kernel gave it, each entry ended by a NUL.
std::string environment() {
    std::string all;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        all.append(*entry).push_back('\0');
    return all;
}

// The headers as they came, a line each.
std::string headers(const Request& request) {
    std::string all;
    for (const auto& field : request)
        all += std::string{field.name_string()} + ": " + std::string{field.value()} + "\n";
    return all;
}

// The value of a query that has one key, this one.
std::string asked(std::string_view query, std::string_view key) {
    return query.starts_with(key) ? std::string{query.substr(key.size())} : std::string{};
}

} // namespace

bool Pages::sick(const Request& request) const {
    const auto limit = behaviour_.sick_after_requests;
    if (sickened_ || (limit != 0 && requests_ > limit))
        return true;
    if (behaviour_.is("flap") && requests_ % 3 == 0)
        return true;
    return behaviour_.sick_through_proxy && request.count("X-Forwarded-For") != 0;
}

Response Pages::up(const Request& request) {
    const bool down = behaviour_.is("unhealthy") || behaviour_.is("shy");
    return down ? text(request, http::status::service_unavailable, "down\n")
                : text(request, http::status::ok, "up\n");
}

Response Pages::health(const Request& request) {
    if (behaviour_.is("unhealthy"))
        return text(request, http::status::service_unavailable, "down\n");
    if (behaviour_.is("redirect")) {
        auto response = text(request, http::status::found, "");
        response.set(http::field::location, "/home");
        return response;
    }
    if (behaviour_.is("leaky"))
        return text(request, http::status::internal_server_error, environment());
    if (sick(request))
        return text(request, http::status::internal_server_error, "sick\n");
    std::string body = R"({"status":"success","data":{"health_status":"healthy","timestamp":")";
    body += now() + R"(","version":")" + std::string{behaviour_.reported_version()} + "\"}}";
    return text(request, http::status::ok, std::move(body), "application/json");
}

Response Pages::echo(const Request& request, std::string_view query) {
    if (const auto id = asked(query, "id="); !id.empty())
        ledger_.enter(id);
    return text(request, http::status::ok, request.body(), "application/octet-stream");
}

Response Pages::page(const Request& request, std::string_view path, std::string_view query) {
    if (path == "/api/v1/health")
        return health(request);
    if (path == "/up")
        return up(request);
    if (path == "/home" || path == "/")
        return text(request, http::status::ok,
                    "home of " + std::string{behaviour_.reported_version()} + "\n");
    if (path == "/env")
        return text(request, http::status::ok, environment(), "application/octet-stream");
    if (path == "/headers")
        return text(request, http::status::ok, headers(request));
    if (path == "/echo")
        return echo(request, query);
    if (path == "/sicken" && request.method() == http::verb::post) {
        sickened_ = true;
        return text(request, http::status::ok, "sick from now on\n");
    }
    if (path == "/slow") {
        std::this_thread::sleep_for(
            std::chrono::milliseconds{std::atoi(asked(query, "ms=").c_str())});
        return text(request, http::status::ok, "slow\n");
    }
    return text(request, http::status::not_found, "no such page\n");
}

Response Pages::answer(const Request& request) {
    ++requests_;
    std::this_thread::sleep_for(behaviour_.slow);
    const std::string_view target{request.target().data(), request.target().size()};
    const auto mark = target.find('?');
    const auto query = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    auto response = page(request, target.substr(0, mark), query);
    const auto version = behaviour_.reported_version();
    response.set("X-Version", {version.data(), version.size()});
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    if (request.method() == http::verb::head) // its length is told, and nothing else follows
        response.body().clear();
    return response;
}

} // namespace sample
