// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <deploy/certificate.hpp>
#include <future>
#include <optional>

namespace deploy {

Result<CertificateReport> check_certificate(CertificateProbe& probe, Clock& clock,
                                            const CertificateTarget& target,
                                            const CertificateLimits& limits, std::stop_token stop) {
    auto served = probe.served(target, std::move(stop));
    if (served)
        return judge_certificate(target, std::move(*served), limits, clock.wall());
    const auto& error = served.error();
    if (error.is(Errc::invalid_input) || error.is(Errc::cancelled))
        return error;
    const bool nobody = error.is(Errc::unreachable) || error.is(Errc::timed_out);
    return CertificateReport{.target = target,
                             .state =
                                 nobody ? CertificateState::unknown : CertificateState::critical,
                             .problems = {error.message},
                             .limits = limits};
}

std::vector<Result<CertificateReport>>
check_certificates(CertificateProbe& probe, Clock& clock,
                   const std::vector<CertificateTarget>& targets, const CertificateLimits& limits,
                   const std::stop_token& stop) {
    constexpr std::size_t most_at_once = 16;
    std::vector<std::optional<Result<CertificateReport>>> reports(targets.size());
    std::atomic<std::size_t> next{0};
    const auto look = [&] {
        for (auto i = next++; i < targets.size(); i = next++)
            reports[i] = check_certificate(probe, clock, targets[i], limits, stop);
    };
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < std::min(targets.size(), most_at_once); ++i)
        others.push_back(std::async(std::launch::async, look));
    look();
    for (auto& other : others)
        other.get();
    std::vector<Result<CertificateReport>> out;
    out.reserve(reports.size());
    for (auto& report : reports)
        out.push_back(std::move(*report));
    return out;
}

} // namespace deploy
