// SPDX-License-Identifier: MIT
#include <deploy/certificate.hpp>

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

} // namespace deploy
