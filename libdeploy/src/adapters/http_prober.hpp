// SPDX-License-Identifier: MIT
#pragma once
#include "support/http.hpp"
#include <deploy/prober.hpp>
#include <memory>

namespace deploy {

class TrafficRun;

/// HTTP requests by libcurl. Where a host is given for an https URL, it is the name in the TLS
/// handshake as well; the certificate is not verified: what a probe proves is who answers, and the
/// way to the proxy is the loopback interface.
///
/// The traffic is open-loop: requests are due at planned times, however long the earlier ones take,
/// in turn on a new connection and on a kept one.
class HttpProber : public Prober {
public:
    explicit HttpProber(std::chrono::milliseconds pace = std::chrono::milliseconds{25});
    ~HttpProber() override;

    Result<Answer> get(const Probe& probe) override;
    void begin_traffic(const Probe& probe) override;
    ProbeCounts traffic() override;
    ProbeCounts end_traffic() override;

private:
    std::chrono::milliseconds pace_;
    HttpSession session_{};
    std::unique_ptr<TrafficRun> run_;
};

/// The request that a probe means.
[[nodiscard]] HttpRequest probe_request(const Probe& probe);
/// One probe on a session.
Result<Answer> probe_with(HttpSession& session, const HttpRequest& request);

} // namespace deploy
