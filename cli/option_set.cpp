// SPDX-License-Identifier: MIT
#include "option_set.hpp"

#include <CLI/CLI.hpp>
#include <functional>

namespace deploy::cli {

void require_value(CLI::Option* option, const std::string& name) {
    option->type_name(name)->check(
        [](const std::string& value) -> std::string {
            if (value.empty())
                return "is empty";
            return value.front() == '-' && value.size() > 1
                       ? "has no value: '" + value + "' is another option"
                       : "";
        },
        "");
}

namespace {

constexpr int day = 86'400;

void add_seconds(CLI::App& app, const std::string& name, const std::string& help,
                 const std::function<void(std::chrono::seconds)>& set) {
    app.add_option_function<int>(
           name, [set](int value) { set(std::chrono::seconds{value}); }, help)
        ->type_name("SECONDS")
        ->check([](const std::string& text) {
            return CLI::Range(0, day)(text).empty() ? "" : "needs seconds from 0 to 86400";
        });
}

void add_count(CLI::App& app, const std::string& name, const std::string& help,
               std::size_t& count) {
    app.add_option(name, count, help)->type_name("N")->check([](const std::string& text) {
        return CLI::Range(1, 100'000)(text).empty() ? "" : "needs a number from 1 to 100000";
    });
}

} // namespace

void add_text(CLI::App& app, const std::string& name, const std::string& type,
              const std::string& help, const std::function<void(const std::string&)>& set) {
    require_value(app.add_option_function<std::string>(name, set, help), type);
}

void add_wait(CLI::App& app, Options& options) {
    add_seconds(app, "--wait", "Wait so long for another deployment to end",
                [&options](auto value) { options.wait = value; });
}

void add_watch(CLI::App& app, Options& options) {
    add_seconds(app, "--watch", "Watch the new version so long before the old one stops",
                [&options](auto value) { options.watch = value; });
}

void add_source(CLI::App& app, Options& options) {
    Intent& intent = options.intent;
    add_text(app, "--ref", "REF", "Commit, tag or branch instead of the branch's newest",
             [&intent](const auto& value) { intent.reference = value; });
    app.add_flag_callback(
        "--no-pull", [&intent] { intent.pull = false; }, "Use the checkout as it is");
    add_text(app, "--image", "IMAGE", "Use this image; neither pull nor build",
             [&intent](const auto& value) { intent.image = value; });
    app.add_flag("--rebuild", intent.rebuild, "Build even where the commit's image exists");
    auto* allow = app.add_option("--allow-env-change", intent.allowed_environment_changes,
                                 "Let this protected key change; repeatable");
    require_value(allow, "KEY");
    allow->allow_extra_args(false);
    app.add_flag("--newer-only", intent.newer_only,
                 "Refuse a commit that is older than the one that serves");
    app.add_flag("--first", intent.first, "First deployment: nothing serves yet");
    add_text(app, "--set-env-file", "FILE",
             "Variables to set from now on, KEY=value lines; - for standard input",
             [&options](const auto& value) { options.set_environment_file = value; });
    auto* unset = app.add_option("--unset-env", options.unset_environment,
                                 "Drop this variable from now on; repeatable");
    require_value(unset, "KEY");
    unset->allow_extra_args(false);
    add_text(app, "--env-file", "FILE", "Environment of a first deployment; implies --first",
             [&options](const auto& value) {
                 options.environment_file = value;
                 options.intent.first = true;
             });
}

void add_deploy(CLI::App& app, Options& options) {
    add_source(app, options);
    add_watch(app, options);
    add_wait(app, options);
    add_detach(app, options);
}

void add_detach(CLI::App& app, Options& options) {
    app.add_flag("--detach", options.detach,
                 "Print the id and go on without terminal or connection; see attach");
    add_text(app, "--id", "ID", "Id of the run, for a caller that must know it beforehand",
             [&options](const auto& value) { options.intent.id = value; });
}

void add_container(CLI::App& app, Options& options) {
    add_text(app, "container", "CONTAINER", "Its name or id; without: the newest one",
             [&options](const auto& value) { options.container = value; });
}

void add_id(CLI::App& app, Options& options) {
    add_text(app, "id", "ID", "Only the deployment of this id; without: whichever runs",
             [&options](const auto& value) { options.id = value; });
}

void add_run_id(CLI::App& app, Options& options) {
    require_value(
        app.add_option_function<std::string>(
               "id", [&options](const auto& value) { options.id = value; }, "Id of the run")
            ->required(),
        "ID");
    app.add_option("--from", options.from, "Number of the first event to tell; 1 without")
        ->type_name("SEQ")
        ->check([](const std::string& text) {
            return CLI::Range(1, 1'000'000'000)(text).empty() ? "" : "needs a number from 1";
        });
}

void add_abort_wait(CLI::App& app, Options& options) {
    add_seconds(app, "--wait", "Wait so long for it to be over; 120 without",
                [&options](auto value) { options.wait = value; });
}

void add_doctor(CLI::App& app, Options& options) {
    app.add_flag("--strict", options.strict, "A warning counts as a failure");
    app.add_flag("--fix", options.fix, "Finish what a crash left, as recover does, and look again");
}

void add_dry_run(CLI::App& app, Options& options) {
    app.add_flag("--dry-run", options.dry_run, "Tell what would be done, and do nothing");
}

void add_yes(CLI::App& app, Options& options) {
    app.add_flag("--yes", options.yes, "Do it; without, it is only shown");
}

void add_queues(CLI::App& app, Options& options) {
    auto* queue = app.add_option("--queue", options.queues, "Only this queue; repeatable");
    require_value(queue, "NAME");
    queue->allow_extra_args(false);
}

void add_limit(CLI::App& app, Options& options) {
    add_count(app, "--limit", "How many; 10 without", options.limit);
}

void add_lines(CLI::App& app, Options& options) {
    add_text(app, "container", "CONTAINER", "Its name or id; without: the one that serves",
             [&options](const auto& value) { options.container = value; });
    add_count(app, "--lines", "How many; 10 without", options.limit);
}

void add_global(CLI::App& app, Options& options) {
    add_text(app, "--config", "FILE", "Configuration file",
             [&options](const auto& value) { options.config = value; });
    add_text(app, "--service", "NAME", "Another service than the configuration's",
             [&options](const auto& value) { options.service = value; });
    add_text(app, "--host", "USER@SERVER", "Do it on that server, through ssh",
             [&options](const auto& value) { options.host = value; });
    add_seconds(app, "--patience", "With --host: how long the server may be silent; 600 without",
                [&options](auto value) { options.patience = value; });
    app.add_flag("--json", options.json, "JSON on standard output, for programs");
    app.add_flag("-v,--verbose", options.verbose, "Tell more");
    app.add_flag("-q,--quiet", options.quiet, "Only errors and the result");
    app.add_flag_callback(
        "--no-color", [&options] { options.colour = false; }, "No colours");
}

} // namespace deploy::cli
