// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <deploy/alarm.hpp>
#include <deploy/alarm_way.hpp>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/machine.hpp>
#include <deploy/observer.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// What a pass does with what it finds.
enum class MonitorAction : std::uint8_t {
    watch, ///< Remembers it, and tells what is due.
    look,  ///< Neither: a dry run.
};

/// One check in this pass.
struct MonitoredCheck {
    Finding finding;
    Alarm alarm; ///< After the finding, and after telling.
};

/// How telling went on one way.
struct Told {
    std::string way;
    std::optional<Error> failure{};
};

/// One pass.
struct MonitorReport {
    std::string service;
    std::string skipped{}; ///< Why nothing was looked at; empty: it was.
    std::vector<MonitoredCheck> checks{};
    std::vector<Notification> due{}; ///< What was, or in a dry run would be, told now.
    std::vector<Told> told{};        ///< Empty where nothing was due.

    [[nodiscard]] bool all_well() const;
};

/// Looks at everything once. Nothing is looked at while the host lock is held, by a deployment say;
/// a deployment that begins meanwhile makes the pass void. What is due is told on every way; where
/// none takes it over it stays due. A way that fails is a warning to the observer. `locked` where
/// another pass runs; `invalid_input` where there is nothing to look at; an Error of the memory in
/// the state directory that is not its damage, which is a warning and begins it anew.
Result<MonitorReport> monitor(const Config& config, Ports ports, Machine& machine,
                              const AlarmWays& ways, MonitorAction action, Observer& observer,
                              const std::stop_token& stop);

/// Sends a message of test on every way.
std::vector<Told> test_alarm(const Config& config, const AlarmWays& ways,
                             const std::stop_token& stop);

[[nodiscard]] boost::json::object to_json(const MonitorReport& report);
[[nodiscard]] boost::json::object to_json(const Told& told);

} // namespace deploy
