// SPDX-License-Identifier: MIT
#include "../console/monitor_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <deploy/monitor.hpp>

namespace deploy::cli {
namespace {

class Warnings final : public Observer {
public:
    Warnings(const Session& session, const SafeText& safe) : session_{session}, safe_{safe} {}
    void on_warning(std::string_view text) noexcept override {
        print_warning(session_.err, safe_(text), session_.err_terminal);
    }

private:
    const Session& session_;
    const SafeText& safe_;
};

Error nobody() {
    return {Errc::invalid_input, "nobody would be told of an alarm",
            "set `mail.to` or `monitor.slack_webhook_file`"};
}

Result<ExitCode> try_alarm(const Session& session, const Config& config, const AlarmWays& ways,
                           const SafeText& safe) {
    if (ways.empty())
        return nobody();
    const Signals signals{nothing_left};
    const auto told = test_alarm(config, ways, signals.token());
    boost::json::array list;
    for (const auto& each : told)
        list.push_back(to_json(each));
    if (session.options.json)
        print_json(session, std::move(list), safe);
    else
        print_told(session.out, told, safe, session.out_terminal);
    const bool all =
        std::ranges::none_of(told, [](const Told& t) { return t.failure.has_value(); });
    return all ? ExitCode::done : ExitCode::preflight;
}

Result<ExitCode> make_pass(const Session& session, const Config& config, Ports ports,
                           const AlarmWays& ways, const SafeText& safe) {
    const Signals signals{nothing_left};
    Warnings warnings{session, safe};
    const auto& options = session.options;
    const auto machine = make_machine();
    const auto report = monitor(config, ports, *machine, ways,
                                options.dry_run ? MonitorAction::look : MonitorAction::watch,
                                warnings, signals.token());
    if (!report)
        return report.error();
    if (options.json)
        print_json(session, to_json(*report), safe);
    else if (!options.quiet || !report->all_well())
        print_monitor(session.out, *report, safe, session.out_terminal);
    return report->all_well() ? ExitCode::done : ExitCode::preflight;
}

} // namespace

ExitCode run_monitor(const Session& session) {
    return ask(
        session, [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
            const auto ways = alarm_ways_for(config);
            if (!ways)
                return ways.error();
            return session.options.test_alarm ? try_alarm(session, config, *ways, safe)
                                              : make_pass(session, config, ports, *ways, safe);
        });
}

} // namespace deploy::cli
