// SPDX-License-Identifier: MIT
#include "adapters/notify_post.hpp"

#include <algorithm>
#include <charconv>
#include <deploy/redaction.hpp>

namespace deploy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds whole_limit{20'000};
constexpr milliseconds one_limit{8'000};
constexpr int most_tries = 3;

bool good(int status) { return status >= 200 && status < 300; }
bool passing(int status) { return status == 429 || status >= 500; }

milliseconds pause_before_next(const HttpResult& reply) {
    constexpr milliseconds usual{500};
    if (!reply)
        return usual;
    const auto named = reply->headers.find("retry-after");
    int seconds = 0;
    if (named == reply->headers.end() ||
        std::from_chars(named->second.data(), named->second.data() + named->second.size(), seconds)
                .ec != std::errc{} ||
        seconds < 0)
        return usual;
    return std::chrono::seconds{std::min(seconds, 3600)};
}

} // namespace

Result<HttpReply> NotifyPost::send(HttpRequest request) {
    const auto deadline = clock_.now() + whole_limit;
    request.verify = true;
    request.max_body = std::size_t{64} << 10U;
    request.overflow = Overflow::truncate;
    for (int number = 1;; ++number) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - clock_.now());
        request.timeout = std::clamp(left, milliseconds{1}, one_limit);
        auto reply = session_.exchange(request);
        if (reply && good(reply->status))
            return std::move(*reply);
        const bool again =
            reply ? passing(reply->status) : reply.error().kind == HttpFailure::Kind::no_connection;
        const auto pause = pause_before_next(reply);
        if (!again || number == most_tries || clock_.now() + pause >= deadline ||
            request.stop.stop_requested())
            return reply
                       ? Error{Errc::refused, who_ + " answered " + std::to_string(reply->status) +
                                                  " " + neutralise(reply->body.substr(0, 80))}
                       : Error{Errc::unreachable, who_ + " does not answer"};
        clock_.sleep_for(pause, request.stop);
    }
}

HttpRequest json_post(std::string url, std::string body) {
    return {.method = "POST",
            .url = std::move(url),
            .headers = {"Content-Type: application/json", "User-Agent: psyfit-deploy", "Expect:"},
            .body = std::move(body)};
}

} // namespace deploy
