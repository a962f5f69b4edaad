// SPDX-License-Identifier: MIT
#include "option_set.hpp"

#include <CLI/CLI.hpp>
#include <functional>

namespace deploy::cli {
namespace {

constexpr int day = 86'400;

void require_value(CLI::Option* option, const std::string& name) {
    option->type_name(name)->check(
        [](const std::string& value) -> std::string {
            if (value.empty())
                return "is empty";
            return value.front() == '-' ? "has no value: '" + value + "' is another option" : "";
        },
        "");
}

void add_seconds(CLI::App& app, const std::string& name, const std::string& help,
                 const std::function<void(std::chrono::seconds)>& set) {
    app.add_option_function<int>(
           name, [set](int value) { set(std::chrono::seconds{value}); }, help)
        ->type_name("SECONDS")
        ->check([](const std::string& text) {
            return CLI::Range(0, day)(text).empty() ? "" : "needs seconds from 0 to 86400";
        });
}

void add_text(CLI::App& app, const std::string& name, const std::string& type,
              const std::string& help, const std::function<void(const std::string&)>& set) {
    require_value(app.add_option_function<std::string>(name, set, help), type);
}

} // namespace

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
    app.add_flag("--first", intent.first, "First deployment: nothing serves yet");
    add_text(app, "--id", "ID", "Id of the deployment, for a caller that must know it beforehand",
             [&intent](const auto& value) { intent.id = value; });
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
}

void add_container(CLI::App& app, Options& options) {
    add_text(app, "container", "CONTAINER", "Its name or id; without: the newest one",
             [&options](const auto& value) { options.container = value; });
}

void add_id(CLI::App& app, Options& options) {
    add_text(app, "id", "ID", "Only the deployment of this id; without: whichever runs",
             [&options](const auto& value) { options.id = value; });
}

void add_abort_wait(CLI::App& app, Options& options) {
    add_seconds(app, "--wait", "Wait so long for it to be over; 120 without",
                [&options](auto value) { options.wait = value; });
}

void add_limit(CLI::App& app, Options& options) {
    app.add_option("--limit", options.limit, "How many; 10 without")
        ->type_name("N")
        ->check([](const std::string& text) {
            return CLI::Range(1, 100'000)(text).empty() ? "" : "needs a number from 1 to 100000";
        });
}

void add_global(CLI::App& app, Options& options) {
    add_text(app, "--config", "FILE", "Configuration file",
             [&options](const auto& value) { options.config = value; });
    app.add_flag("--json", options.json, "JSON on standard output, for programs");
    app.add_flag("-v,--verbose", options.verbose, "Tell more");
    app.add_flag("-q,--quiet", options.quiet, "Only errors and the result");
    app.add_flag_callback(
        "--no-color", [&options] { options.colour = false; }, "No colours");
}

} // namespace deploy::cli
