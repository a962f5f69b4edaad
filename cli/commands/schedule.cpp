// SPDX-License-Identifier: MIT
#include "schedule.hpp"

#include "../console/error_text.hpp"
#include "../console/schedule_text.hpp"
#include "commands.hpp"

#include <deploy/json.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

/// Reads the configuration, and prints the failure if any.
template <class Ask> // Result<ExitCode>(const Config &, SchedulePorts, const SafeText &)
ExitCode ask_schedule(const Session& session, Ask question) {
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, config.error());
    const SafeText safe{*config};
    const auto scheduler = Scheduler::open();
    const Result<ExitCode> answer = question(*config, scheduler->ports(), safe);
    return answer ? *answer : fail(session, answer.error(), {}, safe);
}

void show(const Session& session, const Schedule& schedule, const SafeText& safe) {
    print_schedule(session.out, schedule, safe, session.out_terminal);
    print_schedule_warnings(session.err, schedule, safe, session.err_terminal);
    if (schedule.obstacle)
        print_error(session.err, safe(session.callable(*schedule.obstacle)), {},
                    session.err_terminal);
}

void show_changes(const Session& session, const Schedule& schedule, const SafeText& safe) {
    if (session.options.json)
        return;
    print_schedule_warnings(session.err, schedule, safe, session.err_terminal);
    if (!session.options.quiet)
        print_schedule_changes(session.out, schedule, safe, session.out_terminal);
}

ExitCode conclude(const Session& session, const Schedule& schedule, std::string_view result,
                  const SafeText& safe) {
    if (session.options.json) {
        auto document = to_json(schedule);
        document["result"] = result;
        print_json(session, std::move(document), safe);
    } else
        session.out << result << std::endl;
    return ExitCode::done;
}

Error needs_yes(const Options& options) {
    const std::string what = options.command == Command::schedule_install ? "install" : "remove";
    const std::string form =
        options.schedule_form ? " --" + std::string{to_string(*options.schedule_form)} : "";
    return {Errc::precondition, "nothing was changed: to " + what + " the schedule needs --yes",
            "psyfit-deploy schedule " + what + form + " --yes"};
}

} // namespace

ScheduleRequest schedule_request(const Options& options) {
    ScheduleRequest out{.form = options.schedule_form};
    if (const auto file = config_file(options); !file.empty())
        out.options = {"--config", std::filesystem::absolute(file).lexically_normal().string()};
    if (options.service)
        out.options.insert(out.options.end(), {"--service", *options.service});
    return out;
}

ExitCode run_schedule_show(const Session& session) {
    return ask_schedule(
        session,
        [&](const Config& config, SchedulePorts ports, const SafeText& safe) -> Result<ExitCode> {
            const auto found = look_at_schedule(config, ports, schedule_request(session.options));
            if (!found)
                return found.error();
            if (session.options.json)
                print_json(session, to_json(*found), safe);
            else if (!session.options.quiet)
                show(session, *found, safe);
            return found->complete() && !found->obstacle ? ExitCode::done : ExitCode::preflight;
        });
}

ExitCode run_schedule_change(const Session& session) {
    const auto& options = session.options;
    const auto goal = options.command == Command::schedule_install ? ScheduleGoal::installed
                                                                   : ScheduleGoal::removed;
    return ask_schedule(
        session,
        [&](const Config& config, SchedulePorts ports, const SafeText& safe) -> Result<ExitCode> {
            const auto request = schedule_request(options);
            const auto planned = look_at_schedule(config, ports, request, goal);
            if (!planned)
                return planned.error();
            show_changes(session, *planned, safe);
            if (planned->obstacle)
                return *planned->obstacle;
            if (planned->as_wanted)
                return conclude(session, *planned, "nothing to change", safe);
            if (options.dry_run)
                return conclude(session, *planned, "nothing was changed: a dry run", safe);
            if (!options.yes)
                return needs_yes(options);
            const auto changed = change_schedule(config, ports, request, goal);
            if (!changed)
                return changed.error();
            return conclude(session, *changed,
                            goal == ScheduleGoal::installed ? "installed" : "removed", safe);
        });
}

} // namespace deploy::cli
