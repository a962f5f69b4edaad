// SPDX-License-Identifier: MIT
#include "schedule.hpp"

#include "../option_set.hpp"

#include <CLI/CLI.hpp>

namespace deploy::cli {

void add_schedule_form(CLI::App& app, Options& options) {
    const auto choose = [&options](ScheduleForm form) {
        return [&options, form] { options.schedule_form = form; };
    };
    auto* units =
        app.add_flag_callback("--systemd", choose(ScheduleForm::systemd), "As systemd timers");
    app.add_flag_callback("--crontab", choose(ScheduleForm::crontab), "As lines of a crontab")
        ->excludes(units);
}

void add_schedule_change(CLI::App& app, Options& options) {
    add_schedule_form(app, options);
    add_dry_run(app, options);
    add_yes(app, options);
}

} // namespace deploy::cli
