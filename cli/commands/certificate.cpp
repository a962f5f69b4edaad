// SPDX-License-Identifier: MIT
#include "../console/certificate_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <algorithm>
#include <deploy/certificate.hpp>
#include <deploy/json.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

// A monitoring plugin's codes, not this program's: docs/certificate.md.
ExitCode plugin_code(CertificateState state) { return static_cast<ExitCode>(state); }

Result<CertificateTarget> target_of(const CertificateOptions& options, const Config& config) {
    auto target =
        options.target ? parse_certificate_target(*options.target) : certificate_target(config);
    if (target && !options.authorities.empty())
        target->authorities = std::filesystem::absolute(options.authorities);
    return target;
}

Result<CertificateLimits> limits_of(const CertificateOptions& options, const Config& config) {
    auto limits = certificate_limits(config);
    if (options.warn) {
        limits.warning = std::chrono::days{*options.warn};
        limits.critical = std::min(CertificateLimits{}.critical, limits.warning);
    }
    if (options.critical)
        limits.critical = std::chrono::days{*options.critical};
    if (limits.critical > limits.warning)
        return Error{Errc::invalid_input, "what is critical has to be no more days than a warning",
                     "psyfit-deploy certificate --warn 14 --critical 7"};
    return limits;
}

Result<CertificateReport> report_of(const Session& session, const Config& config, Ports ports) {
    const auto& options = session.options.certificate;
    const auto target = target_of(options, config);
    if (!target)
        return target.error();
    const auto limits = limits_of(options, config);
    if (!limits)
        return limits.error();
    const Signals signals{nothing_left};
    return check_certificate(ports.certificates, ports.clock, *target, *limits, signals.token());
}

/// A plugin that cannot look says so in its own form too; the error is on the other stream.
ExitCode not_looked_at(const Session& session) {
    if (!session.options.json)
        session.out << "CERTIFICATE UNKNOWN - not looked at: see the error" << std::endl;
    return plugin_code(CertificateState::unknown);
}

} // namespace

ExitCode run_certificate(const Session& session) {
    bool judged = false;
    const auto code = ask(
        session, [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
            const auto report = report_of(session, config, ports);
            if (!report)
                return report.error();
            judged = true;
            if (session.options.json)
                print_json(session, to_json(*report), safe);
            else
                print_certificate(session.out, *report, safe, session.out_terminal,
                                  session.options.quiet ? Detail::headline : Detail::full);
            return plugin_code(report->state);
        });
    return judged || code == ExitCode::cancelled ? code : not_looked_at(session);
}

} // namespace deploy::cli
