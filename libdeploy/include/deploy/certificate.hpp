// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/clock.hpp>
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// One certificate of a chain.
struct Certificate {
    std::string subject; ///< `CN=psytech.jp`, as RFC 2253 writes it.
    std::string issuer;
    std::vector<std::string> names{}; ///< Hosts and addresses that it is for.
    std::chrono::sys_seconds not_before{};
    std::chrono::sys_seconds not_after{};
    std::string fingerprint{}; ///< SHA-256, in hexadecimal.
    bool self_signed = false;  ///< Issued to itself by itself.
};

/// A server to look at.
struct CertificateTarget {
    std::string host; ///< A name or an address; an IPv6 one without brackets.
    std::uint16_t port = 443;
    std::filesystem::path authorities{}; ///< PEM, trusted instead of the system's; empty: those.
    std::chrono::milliseconds timeout{10'000}; ///< For connection and handshake together.
};

/// `host:port`
[[nodiscard]] std::string to_string(const CertificateTarget& target);
/// Reads `HOST[:PORT]`; an IPv6 address with a port stands in brackets. Else `invalid_input`.
Result<CertificateTarget> parse_certificate_target(std::string_view text);

/// What a server showed.
struct ServedCertificate {
    std::vector<Certificate> chain{}; ///< As it was sent, the server's own first; never empty.
    bool for_host = false;            ///< The server's own is for the host that was asked.
    /// Why clients do not trust it, its own dates and names left aside; empty: they do.
    std::string distrust{};
};

/// Looks at what a server really serves to those who ask for a host (SNI), not at a file. May be
/// asked from several threads at once.
class CertificateProbe {
public:
    virtual ~CertificateProbe() = default;

    /// `unreachable` or `timed_out`: nobody answers. `refused`: somebody does, and there is no
    /// handshake. `invalid_input`: the file of authorities cannot be used.
    virtual Result<ServedCertificate> served(const CertificateTarget& target,
                                             std::stop_token stop) = 0;
};

std::unique_ptr<CertificateProbe> make_certificate_probe();

/// Time left that is too little. Where a limit is longer than a share of the certificate's whole
/// lifetime, the share counts: a third for the warning, a sixth for what is critical. A certificate
/// of six days would never be well otherwise.
struct CertificateLimits {
    std::chrono::seconds warning = std::chrono::days{14};
    std::chrono::seconds critical = std::chrono::days{7};
};

/// The states that a monitoring plugin knows; each is its exit code.
enum class CertificateState : std::uint8_t { ok = 0, warning = 1, critical = 2, unknown = 3 };
/// `OK`, as plugins write it.
[[nodiscard]] std::string_view to_string(CertificateState state);

/// What is thought of a certificate.
struct CertificateReport {
    CertificateTarget target{};
    CertificateState state = CertificateState::unknown;
    std::vector<std::string> problems{}; ///< All that is wrong, the worst first; empty when ok.
    ServedCertificate served{};          ///< Without a chain where there was none to see.
    std::chrono::seconds left{0};        ///< Until it ends; negative: since then.
    CertificateLimits limits{};          ///< Those that counted.

    /// `psytech.jp:443: 63 days left`, or what is wrong.
    [[nodiscard]] std::string summary() const;
};

/// Judges what was served at the time `now`.
[[nodiscard]] CertificateReport judge_certificate(const CertificateTarget& target,
                                                  ServedCertificate served,
                                                  const CertificateLimits& limits,
                                                  std::chrono::system_clock::time_point now);

/// Asks the server and judges the answer. Nobody who answers is a report, too (`unknown`), and so
/// is a server without TLS (`critical`); an Error is a target or a file that cannot be used.
Result<CertificateReport> check_certificate(CertificateProbe& probe, Clock& clock,
                                            const CertificateTarget& target,
                                            const CertificateLimits& limits, std::stop_token stop);

/// The same of each, in their order, several at once: some that do not answer are not waited for in
/// turn.
[[nodiscard]] std::vector<Result<CertificateReport>>
check_certificates(CertificateProbe& probe, Clock& clock,
                   const std::vector<CertificateTarget>& targets, const CertificateLimits& limits,
                   const std::stop_token& stop);

/// What the configuration wants looked at, each host once: that of `monitor.url` where that is
/// https, and each of `proxy.hosts` on port 443, or on that URL's port where it names one of them.
/// A host with a wildcard (`*.psytech.jp`) is no server to ask, and left out.
[[nodiscard]] std::vector<CertificateTarget> certificate_targets(const Config& config);
/// The first of them; `invalid_input` where there is none.
Result<CertificateTarget> certificate_target(const Config& config);
/// The configuration's limit, and what is critical with it.
[[nodiscard]] CertificateLimits certificate_limits(const Config& config);

} // namespace deploy
