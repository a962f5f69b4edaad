// SPDX-License-Identifier: MIT
#include "operations/holder.hpp"
#include "operations/monitor_checks.hpp"
#include "operations/monitor_memory.hpp"

#include <algorithm>
#include <deploy/monitor.hpp>
#include <future>
#include <optional>

namespace deploy {
namespace {

using std::chrono::sys_seconds;

/// On all ways at once: each may take its 20 s.
std::vector<Told> tell_all(const AlarmWays& ways, const AlarmMessage& message,
                           const std::stop_token& stop) {
    std::vector<std::future<Result<>>> answers;
    answers.reserve(ways.size());
    for (const auto& way : ways)
        answers.push_back(std::async(std::launch::async, [&message, &stop, to = way.get()] {
            return to->tell(message, stop);
        }));
    std::vector<Told> out;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto taken = answers[i].get();
        out.push_back({.way = ways[i]->name(),
                       .failure = taken ? std::nullopt : std::optional{taken.error()}});
    }
    return out;
}

/// Why this is no time to look; empty where it is one. Where the lock cannot be looked at, nobody
/// can hold it.
std::string no_time(const Config& config) {
    const auto holder = lock_holder(config);
    return holder && *holder ? "a deployment or another change runs: " + (*holder)->text
                             : std::string{};
}

MonitorReport skipped(const Config& config, std::string why) {
    return {.service = config.service, .skipped = std::move(why)};
}

/// Whether the next pass, and a deployment, will know of this one.
Finding judge_state(const std::optional<Error>& trouble) {
    return {.check = "state",
            .well = !trouble,
            .detail = trouble ? trouble->message : "it can be written to"};
}

AlarmMemory remembered(const Result<AlarmMemory>& memory, Observer& observer) {
    if (memory)
        return *memory;
    observer.on_warning("what the monitor remembered is damaged, so it begins anew: " +
                        memory.error().message);
    return {};
}

/// One pass that has looked.
struct Pass {
    const AlarmWays& ways;
    AlarmRules rules;
    sys_seconds now;
    AlarmMemory memory;
    MonitorReport report;

    void note(const Look& look);
    void tell(const std::string& who, Observer& observer, const std::stop_token& stop);
    [[nodiscard]] AlarmMemory memory_of_trouble() const;
};

void Pass::note(const Look& look) {
    Alarms alarms; // a check that is not made any more is forgotten
    for (const auto& finding : look.findings) {
        const auto alarm = advance(memory.alarms[finding.check], finding, rules, now);
        if (auto what = due(finding.check, alarm, rules, now))
            report.due.push_back(std::move(*what));
        report.checks.push_back({finding, alarm});
        alarms[finding.check] = alarm;
    }
    memory = {.alarms = std::move(alarms), .restarts = look.restarts};
}

void Pass::tell(const std::string& name, Observer& observer, const std::stop_token& stop) {
    if (report.due.empty())
        return;
    report.told = tell_all(ways, alarm_message(name, report.due), stop);
    for (const auto& told : report.told)
        if (told.failure)
            observer.on_warning(told.way + " was not told: " + told.failure->message);
    if (ways.empty())
        observer.on_warning("nobody is told: the configuration has neither `mail.to` nor a Slack "
                            "webhook");
    const bool taken = std::ranges::any_of(report.told, [](const Told& t) { return !t.failure; });
    if (!taken && !ways.empty())
        return; // stays due
    for (const auto& what : report.due)
        memory.alarms[what.check] = after_telling(memory.alarms[what.check], now);
    for (auto& check : report.checks)
        check.alarm = memory.alarms[check.finding.check];
}

/// What is well needs no memory.
AlarmMemory Pass::memory_of_trouble() const {
    auto out = memory;
    std::erase_if(out.alarms,
                  [](const auto& each) { return each.second.state == Alarm::State::well; });
    return out;
}

} // namespace

bool MonitorReport::all_well() const {
    return std::ranges::all_of(checks,
                               [](const MonitoredCheck& check) { return check.finding.well; });
}

Result<MonitorReport> monitor(const Config& config, Ports ports, Machine& machine,
                              const AlarmWays& ways, MonitorAction action, Observer& observer,
                              const std::stop_token& stop) {
    if (auto why = no_time(config); !why.empty())
        return skipped(config, std::move(why));
    auto file = action == MonitorAction::watch ? MonitorMemory::open(config)
                                               : Result<MonitorMemory>{MonitorMemory::look(config)};
    if (!file)
        return file.error();
    const auto before = file->read();
    if (!before && !before.error().is(Errc::corrupt))
        return before.error();
    Pass pass{.ways = ways,
              .rules = {config.monitor.failures, config.monitor.repeat},
              .now = std::chrono::floor<std::chrono::seconds>(ports.clock.wall()),
              .memory = remembered(before, observer),
              .report = {.service = config.service}};
    auto seen = look(config, ports, machine, pass.memory.restarts, stop);
    if (!seen)
        return seen.error();
    // What a deployment that began meanwhile moves about says nothing about the service.
    if (auto why = no_time(config); !why.empty())
        return skipped(config, std::move(why));
    seen->findings.push_back(judge_state(file->trouble()));
    pass.note(*seen);
    if (action == MonitorAction::look)
        return std::move(pass.report);
    pass.tell(config.service, observer, stop);
    if (const auto kept = file->write(pass.memory_of_trouble()); !kept)
        return kept.error().within("the alarms of this pass are not remembered");
    return std::move(pass.report);
}

std::vector<Told> test_alarm(const Config& config, const AlarmWays& ways,
                             const std::stop_token& stop) {
    return tell_all(ways, test_message(config.service), stop);
}

} // namespace deploy
