// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/machine.hpp>
#include <deploy/observer.hpp>
#include <deploy/schedule.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// What a check found.
enum class CheckStatus : std::uint8_t {
    ok,
    warn, ///< Works today, and may not tomorrow.
    fail, ///< A deployment cannot succeed, or the service is in danger.
    skip, ///< Does not apply here, or could not be looked at.
};
[[nodiscard]] std::string_view to_string(CheckStatus finding);

/// One check and what it found.
struct Check {
    std::string id; ///< For programs: docs/doctor.md has them all.
    CheckStatus finding = CheckStatus::ok;
    std::string detail{}; ///< What, and why it matters.
    std::string fix{};    ///< The command that mends it; empty where there is none.
};

/// What the doctor found, in the order of docs/doctor.md.
struct Diagnosis {
    std::vector<Check> checks{};

    [[nodiscard]] std::size_t count(CheckStatus finding) const;
    /// No check failed.
    [[nodiscard]] bool well() const { return count(CheckStatus::fail) == 0; }
};

/// What the doctor looks at beside the service's own parts. Borrowed.
struct Premises {
    Machine& machine;
    SchedulePorts schedule;
    ScheduleRequest scheduled{}; ///< How `schedule install` would put the jobs there.
};

/// Looks at everything that a deployment and the service need. Reads only, and takes no lock. What
/// does not answer is a check that failed, never an Error; all of it within about a second.
Diagnosis diagnose(const Config& config, Ports ports, const Premises& premises,
                   const std::stop_token& stop);

/// Whether `recover` may mend what the check of the journal found.
[[nodiscard]] bool needs_recovery(const Diagnosis& diagnosis);

/// `{ok, checks: [{id, status, detail, fix}]}`
[[nodiscard]] boost::json::object to_json(const Diagnosis& diagnosis);

} // namespace deploy
