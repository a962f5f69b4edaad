// SPDX-License-Identifier: MIT
#include "certificate_text.hpp"

#include "format.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

Ink ink_of(CertificateState state) {
    switch (state) {
    case CertificateState::ok: return Ink::good;
    case CertificateState::warning: return Ink::caution;
    case CertificateState::critical:
    case CertificateState::unknown: break;
    }
    return Ink::bad;
}

/// Seconds left, then the limits, as plugins give their figures.
std::string figures(const CertificateReport& report) {
    return " | left=" + std::to_string(report.left.count()) + "s;" +
           std::to_string(report.limits.warning.count()) + ":;" +
           std::to_string(report.limits.critical.count()) + ":";
}

/// `|` begins the figures and a line end the details, wherever they come from.
std::string on_one_line(std::string text) {
    std::ranges::replace(text, '|', '/');
    std::ranges::replace(text, '\n', ' ');
    return text;
}

void print_details(Sheet& sheet, const CertificateReport& report, const SafeText& safe) {
    const auto& chain = report.served.chain;
    const auto& own = chain.front();
    sheet.words("names", own.names);
    sheet.line("issuer", safe(own.issuer));
    sheet.line("valid", format_time(own.not_before) + " to " + format_time(own.not_after));
    sheet.line("for the host", report.served.for_host ? "yes" : "no");
    const auto* const whom =
        report.target.authorities.empty() ? "the system's authorities" : "the authorities of --ca";
    sheet.line("trusted", report.served.distrust.empty() ? std::string{"yes, by "} + whom
                                                         : "no: " + safe(report.served.distrust));
    for (std::size_t i = 0; i < chain.size(); ++i)
        sheet.line(i == 0 ? "chain" : "", std::to_string(i) + " " + safe(chain[i].subject) +
                                              ", until " + format_time(chain[i].not_after) +
                                              (chain[i].self_signed ? ", self-signed" : ""));
    sheet.line("SHA-256", own.fingerprint);
}

} // namespace

void print_certificate(std::ostream& out, const CertificateReport& report, const SafeText& safe,
                       const Terminal& terminal, Detail detail) {
    const bool seen = !report.served.chain.empty();
    out << paint("CERTIFICATE " + std::string{to_string(report.state)}, ink_of(report.state),
                 terminal)
        << " - " << on_one_line(safe(report.summary())) << (seen ? figures(report) : "") << '\n';
    if (seen && detail == Detail::full) {
        Sheet sheet{out, terminal};
        print_details(sheet, report, safe);
    }
    out.flush();
}

} // namespace deploy::cli
