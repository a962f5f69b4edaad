// SPDX-License-Identifier: MIT
#include "adapters/http_prober.hpp"
#include "adapters/traffic_run.hpp"
#include <algorithm>

namespace deploy {

namespace {

/// `https://127.0.0.1:8443/up` in its parts.
struct Url {
    std::string scheme;
    std::string host; ///< An IPv6 address in its brackets.
    std::string port;
    std::string rest;
};

Url split(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos)
        return {"", "", "", url};
    const auto begin = scheme + 3;
    const auto end = std::min(url.find_first_of("/?#", begin), url.size());
    const auto authority = url.substr(begin, end - begin);
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
    return {url.substr(0, scheme), authority.substr(0, colon),
            colon == std::string::npos ? "443" : authority.substr(colon + 1), url.substr(end)};
}

Error no_answer(const HttpRequest& request, const HttpFailure& failure) {
    using Kind = HttpFailure::Kind;
    const auto text = "GET " + request.url + ": " + failure.text;
    switch (failure.kind) {
    case Kind::timed_out:
        return {Errc::timed_out, "GET " + request.url + ": no answer within " +
                                     std::to_string(request.timeout.count()) + " ms"};
    case Kind::cancelled: return {Errc::cancelled, text};
    case Kind::unusable: return {Errc::invalid_input, text};
    case Kind::no_connection:
    case Kind::too_long:
    case Kind::cut: break;
    }
    return {Errc::unreachable, text};
}

} // namespace

HttpRequest probe_request(const Probe& probe) {
    constexpr std::size_t most = std::size_t{64} << 10U;
    HttpRequest request{.url = probe.url,
                        .timeout = probe.timeout,
                        .max_body = most,
                        .overflow = Overflow::truncate};
    const auto url = split(probe.url);
    if (!probe.host.empty() && url.scheme == "https") {
        request.url = "https://" + probe.host + ":" + url.port + url.rest;
        request.connect_to = url.host + ":" + url.port;
    }
    if (!probe.host.empty())
        request.headers.push_back("Host: " + probe.host);
    if (!probe.request_id.empty())
        request.headers.push_back("X-Request-ID: " + probe.request_id);
    return request;
}

Result<Answer> probe_with(HttpSession& session, const HttpRequest& request) {
    auto result = session.exchange(request);
    if (!result)
        return no_answer(request, result.error());
    return Answer{.status = result->status,
                  .headers = std::move(result->headers),
                  .body = std::move(result->body)};
}

HttpProber::HttpProber(std::chrono::milliseconds pace) : pace_{pace} {}
HttpProber::~HttpProber() = default;

Result<Answer> HttpProber::get(const Probe& probe) {
    return probe_with(session_, probe_request(probe));
}

void HttpProber::begin_traffic(const Probe& probe) {
    if (!run_)
        run_ = std::make_unique<TrafficRun>(probe_request(probe), pace_);
}

ProbeCounts HttpProber::traffic() { return run_ ? run_->counts() : ProbeCounts{}; }

ProbeCounts HttpProber::end_traffic() {
    const auto run = std::move(run_);
    return run ? run->end() : ProbeCounts{};
}

} // namespace deploy
