// SPDX-License-Identifier: MIT
#include <deploy/certificate.hpp>

#include <algorithm>

namespace deploy {
namespace {

using std::chrono::days;
using std::chrono::duration_cast;
using std::chrono::seconds;

/// Whole days, hours below two days: `63 days`, `5 hours`.
std::string span(seconds length) {
    const bool short_one = length < days{2};
    const auto count = short_one ? duration_cast<std::chrono::hours>(length).count()
                                 : duration_cast<days>(length).count();
    return std::to_string(count) + (short_one ? " hour" : " day") + (count == 1 ? "" : "s");
}

CertificateLimits within_lifetime(CertificateLimits limits, const Certificate& certificate) {
    const auto lifetime = certificate.not_after - certificate.not_before;
    limits.warning = std::min<seconds>(limits.warning, lifetime / 3);
    limits.critical = std::min({limits.critical, limits.warning, seconds{lifetime / 6}});
    return limits;
}

/// What cuts clients off now, the worst first.
std::vector<std::string> failures(const CertificateReport& report, seconds until_valid) {
    std::vector<std::string> out;
    const auto& own = report.served.chain.front();
    if (report.left <= seconds{0})
        out.push_back("it expired " + span(-report.left) + " ago");
    if (until_valid > seconds{0})
        out.push_back("it is not valid yet, for another " + span(until_valid));
    if (!report.served.for_host) {
        std::string names;
        for (const auto& name : own.names)
            names += (names.empty() ? "" : ", ") + name;
        out.push_back("it is not for " + report.target.host + ", but for " +
                      (names.empty() ? own.subject : names));
    }
    if (!report.served.distrust.empty())
        out.push_back(report.served.distrust);
    return out;
}

} // namespace

std::string_view to_string(CertificateState state) {
    switch (state) {
    case CertificateState::ok: return "OK";
    case CertificateState::warning: return "WARNING";
    case CertificateState::critical: return "CRITICAL";
    case CertificateState::unknown: return "UNKNOWN";
    }
    return "UNKNOWN";
}

std::string CertificateReport::summary() const {
    std::string text;
    for (const auto& problem : problems)
        text += (text.empty() ? "" : "; ") + problem;
    if (served.chain.empty())
        return text; // it names the target itself
    return to_string(target) + ": " + (text.empty() ? span(left) + " left" : text);
}

CertificateReport judge_certificate(const CertificateTarget& target, ServedCertificate served,
                                    const CertificateLimits& limits,
                                    std::chrono::system_clock::time_point now) {
    CertificateReport out{.target = target, .served = std::move(served)};
    const auto& own = out.served.chain.front();
    const auto second = std::chrono::floor<seconds>(now);
    out.left = own.not_after - second;
    out.limits = within_lifetime(limits, own);
    out.problems = failures(out, own.not_before - second);
    const bool ends_soon = out.left > seconds{0} && out.left < out.limits.warning;
    if (ends_soon)
        out.problems.push_back("it expires in " + span(out.left));
    const bool broken = out.problems.size() > (ends_soon ? 1U : 0U);
    out.state = broken || out.left < out.limits.critical ? CertificateState::critical
                : ends_soon                              ? CertificateState::warning
                                                         : CertificateState::ok;
    return out;
}

CertificateLimits certificate_limits(const Config& config) {
    CertificateLimits out{.warning = days{config.monitor.certificate_days}};
    out.critical = std::min(out.critical, out.warning);
    return out;
}

} // namespace deploy
