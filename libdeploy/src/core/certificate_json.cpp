// SPDX-License-Identifier: MIT
#include "support/wall_time.hpp"

#include <boost/json/array.hpp>
#include <deploy/json.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::object to_object(const Certificate& certificate) {
    return {{"subject", certificate.subject},
            {"issuer", certificate.issuer},
            {"names", json::array(certificate.names.begin(), certificate.names.end())},
            {"not_before", rfc3339(certificate.not_before)},
            {"not_after", rfc3339(certificate.not_after)},
            {"sha256", certificate.fingerprint},
            {"self_signed", certificate.self_signed}};
}

} // namespace

json::object to_json(const CertificateReport& report) {
    json::array chain;
    for (const auto& member : report.served.chain)
        chain.push_back(to_object(member));
    json::object out{{"target", to_string(report.target)},
                     {"state", to_string(report.state)},
                     {"exit_code", static_cast<int>(report.state)},
                     {"summary", report.summary()},
                     {"problems", json::array(report.problems.begin(), report.problems.end())}};
    if (chain.empty())
        return out;
    out["days_left"] = std::chrono::floor<std::chrono::days>(report.left).count();
    out["left_s"] = report.left.count();
    out["warning_s"] = report.limits.warning.count();
    out["critical_s"] = report.limits.critical.count();
    out["for_host"] = report.served.for_host;
    out["trusted"] = report.served.distrust.empty();
    out["chain"] = std::move(chain);
    return out;
}

} // namespace deploy
