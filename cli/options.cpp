// SPDX-License-Identifier: MIT
#include "options.hpp"

#include "help_text.hpp"
#include "option_set.hpp"
#include "options/database.hpp"
#include "options/schedule.hpp"
#include "options/server.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deploy/nearest.hpp>
#include <map>

namespace deploy::cli {
namespace {

/// `a, b and c`.
std::string listed(const std::vector<std::string>& words, const std::string& last) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " " + last + " " : ", ") + words[i];
    return out;
}

/// CLI11 heads an option group in two lines of its own.
std::string without_brackets(std::string help) {
    constexpr std::string_view heading = "[Option Group: Deployment]\n  ";
    constexpr std::string_view second = "\n  Options:\n";
    if (const auto at = help.find(heading); at != std::string::npos) {
        help.replace(at, heading.size(), "\n");
        if (const auto next = help.find(second, at); next != std::string::npos)
            help.replace(next, second.size(), ":\n");
    }
    return help;
}

/// The tree of commands, bound to the Options that it fills.
class Parser {
public:
    explicit Parser(Options& options);
    Result<> parse(std::span<const std::string> arguments);

private:
    void add_flows();
    void add_questions();
    void add_checks();
    void add_backups();
    void add_upkeep();
    void add_config();
    void add_workers();
    void add_schedule();
    void add_database();
    void add_server();
    CLI::App* group(const char* name, const char* what, std::string_view footer);
    CLI::App* command(CLI::App& parent, Command value, const char* name, const char* what,
                      std::string_view footer);
    Result<> finish();
    [[nodiscard]] CLI::App* chosen();
    [[nodiscard]] std::vector<std::string> known_options();
    [[nodiscard]] std::vector<std::string> known_commands();
    [[nodiscard]] Error unexpected(const std::string& word);
    [[nodiscard]] Error misplaced(const std::string& command);
    [[nodiscard]] Error incomplete(const CLI::App& group);
    [[nodiscard]] Error error(std::string message);

    Options& options_;
    CLI::App app_{"Puts a new version of a service live without losing a request.",
                  "psyfit-deploy"};
    CLI::App* defaults_ = nullptr; // deploy's options where no command is given
    std::map<const CLI::App*, Command> commands_{};
};

CLI::App* Parser::command(CLI::App& parent, Command value, const char* name, const char* what,
                          std::string_view footer) {
    auto* made = parent.add_subcommand(name, what);
    made->footer(std::string{footer} + "\n\nMore options: psyfit-deploy --help");
    made->fallthrough()->group("Commands");
    commands_.emplace(made, value);
    return made;
}

/// A command that is named by two words.
CLI::App* Parser::group(const char* name, const char* what, std::string_view footer) {
    auto* made = app_.add_subcommand(name, what);
    made->footer(std::string{footer})->fallthrough()->require_subcommand(0, 1);
    made->group("Commands");
    return made;
}

Parser::Parser(Options& options) : options_{options} {
    app_.set_help_flag("-h,--help", "Print this help");
    app_.set_version_flag(
        "--version",
        [this]() -> std::string {
            // With a command somebody means another version: `db rollback --version 2026…`.
            if (!app_.get_subcommands().empty())
                throw CLI::ValidationError{"--version", "does not go with a command"};
            return "psyfit-deploy " DEPLOY_VERSION;
        },
        "Print the version");
    app_.footer(std::string{help_text::program});
    app_.get_formatter()->column_width(28);
    app_.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app_.allow_extras();
    app_.require_subcommand(0, 1);
    add_global(app_, options);
    defaults_ = app_.add_option_group("Deployment", "Options of deploy, the default command");
    add_deploy(*defaults_, options);

    add_flows();
    add_questions();
    add_workers();
    add_checks();
    add_schedule();
    add_backups();
    add_database();
    add_upkeep();
    add_config();
    add_server();
}

void Parser::add_flows() {
    using enum Command;

    add_deploy(
        *command(app_, deploy, "deploy", "Put a new version live (the default)", help_text::deploy),
        options_);
    auto* back = command(app_, rollback, "rollback", "Put an earlier version back in service",
                         help_text::rollback);
    add_container(*back, options_);
    add_watch(*back, options_);
    add_wait(*back, options_);
    add_detach(*back, options_);
    add_source(*command(app_, plan, "plan", "What a deployment would do now", help_text::plan),
               options_);
}

void Parser::add_questions() {
    using enum Command;
    command(app_, status, "status", "What serves now", help_text::status);
    add_limit(*command(app_, history, "history", "The last deployments", help_text::history),
              options_);
    add_lines(*command(app_, logs, "logs", "The last lines of what serves", help_text::logs),
              options_);
    auto* finish =
        command(app_, recover, "recover", "Finish what a crash left", help_text::recover);
    add_wait(*finish, options_);
    add_detach(*finish, options_);
    auto* back =
        command(app_, abort, "abort", "Have the deployment that runs turn back", help_text::abort);
    add_id(*back, options_);
    add_abort_wait(*back, options_);
    add_run_id(*command(app_, attach, "attach", "Follow a run, from any point, to its end",
                        help_text::attach),
               options_);
    command(app_, serve, "serve", "The one command of a restricted ssh key", help_text::serve);
    command(app_, graph, "graph", "The lifecycle as a Mermaid diagram", help_text::graph);
}

void Parser::add_workers() {
    using enum Command;
    auto& workers = *group("workers", "The background workers (Solid Queue)", help_text::workers);
    add_queues(*command(workers, workers_status, "status", "Which queues there are, paused or not",
                        help_text::workers_status),
               options_);
    for (auto* change : {command(workers, workers_pause, "pause", "No job begins from now on",
                                 help_text::workers_pause),
                         command(workers, workers_resume, "resume", "Jobs are worked on again",
                                 help_text::workers_resume)}) {
        add_queues(*change, options_);
        add_dry_run(*change, options_);
    }
}

void Parser::add_checks() {
    using enum Command;
    add_certificate(*command(app_, certificate, "certificate", "The certificate that is served",
                             help_text::certificate),
                    options_.certificate);
    auto* watch =
        command(app_, monitor, "monitor", "Look at everything once, and tell", help_text::monitor);
    add_dry_run(*watch, options_);
    watch->add_flag("--test-alarm", options_.test_alarm,
                    "Only send a message of test on every way");
}

void Parser::add_schedule() {
    using enum Command;
    auto& schedule = *group("schedule", "The jobs that run by the clock", help_text::schedule);
    add_schedule_form(*command(schedule, schedule_show, "show", "Which jobs are installed",
                               help_text::schedule_show),
                      options_);
    add_schedule_change(*command(schedule, schedule_install, "install",
                                 "Install the jobs of the configuration",
                                 help_text::schedule_install),
                        options_);
    add_schedule_change(
        *command(schedule, schedule_remove, "remove", "Take them away", help_text::schedule_remove),
        options_);
}

void Parser::add_backups() {
    using enum Command;
    auto* made = command(app_, backup, "backup", "Back up the database", help_text::backup);
    made->require_subcommand(0, 1);
    add_backup(*made, options_);
    add_backup_verify(*command(*made, backup_verify, "verify", "Whether a backup is good",
                               help_text::backup_verify),
                      options_);
    add_backup_drill(*command(*made, backup_drill, "drill", "Prove that a backup restores",
                              help_text::backup_drill),
                     options_);
    add_restore(*command(app_, restore, "restore", "Put a backup in place of the database",
                         help_text::restore),
                options_);
}

void Parser::add_database() {
    using enum Command;
    auto& database = *group("db", "The database's migrations", help_text::db);
    add_migration_rollback(*command(database, db_rollback, "rollback",
                                    "Revert migrations in the container that serves",
                                    help_text::db_rollback),
                           options_);
}

void Parser::add_upkeep() {
    using enum Command;
    auto* clean = command(app_, cleanup, "cleanup", "Remove what earlier versions left in Docker",
                          help_text::cleanup);
    add_dry_run(*clean, options_);
    add_wait(*clean, options_);
    add_doctor(*command(app_, doctor, "doctor", "Whether all is as it must be, and what mends it",
                        help_text::doctor),
               options_);
}

void Parser::add_config() {
    using enum Command;
    auto& config = *group("config", "Check or show the configuration", help_text::config);
    command(config, config_check, "check", "Whether the configuration is right",
            help_text::config_check);
    command(config, config_show, "show", "Every key with its value in force",
            help_text::config_show);
    command(config, config_schema, "schema", "The JSON Schema of the file",
            help_text::config_schema);
}

void Parser::add_server() {
    using enum Command;
    add_setup(
        *command(app_, setup, "setup", "Make an empty Docker host a server", help_text::setup),
        options_);
    auto* secrets = group("secrets", "The secrets of a server", help_text::secrets);
    add_secrets_generate(*command(*secrets, secrets_generate, "generate",
                                  "Give the environment file what it lacks",
                                  help_text::secrets_generate),
                         options_);
    add_secrets_check(*command(*secrets, secrets_check, "check",
                               "Whether they are right and match on both sides",
                               help_text::secrets_check),
                      options_);
}

CLI::App* Parser::chosen() {
    auto* app = &app_;
    while (!app->get_subcommands().empty())
        app = app->get_subcommands().front();
    return app;
}

/// Names the help of the command that was chosen.
Error Parser::error(std::string message) {
    std::string path;
    for (auto* app = &app_; !app->get_subcommands().empty(); path += " " + app->get_name())
        app = app->get_subcommands().front();
    return {Errc::invalid_input, std::move(message), "see psyfit-deploy" + path + " --help"};
}

/// A group of commands that was named without one of them.
Error Parser::incomplete(const CLI::App& group) {
    return error(group.get_name() + " needs a command: " + listed(known_commands(), "or"));
}

std::vector<std::string> Parser::known_options() {
    auto* app = chosen();
    std::vector<std::string> names;
    for (const auto* place : {app, app == &app_ ? defaults_ : &app_})
        for (const auto* option : place->get_options())
            if (!option->get_lnames().empty())
                names.push_back("--" + option->get_lnames().front());
    return names;
}

std::vector<std::string> Parser::known_commands() {
    std::vector<std::string> names;
    auto* app = chosen();
    for (const auto* command : app->get_subcommands([](CLI::App*) { return true; }))
        if (!command->get_name().empty() && command != defaults_)
            names.push_back(command->get_name());
    return names;
}

Error Parser::unexpected(const std::string& word) {
    const bool option = word.starts_with('-');
    const auto known = option ? known_options() : known_commands();
    const auto* kind = option ? "option" : known.empty() ? "argument" : "command";
    std::string message = std::string{"unknown "} + kind + " '" + word + "'";
    const std::vector<std::string_view> names{known.begin(), known.end()};
    const auto* app = chosen();
    const auto group = app == &app_ ? std::string{} : app->get_name();
    if (const auto ours = help_text::our_word_for(word, group); !ours.empty() && !known.empty())
        message += "; did you mean '" + std::string{ours} + "'?";
    else if (const auto meant = nearest(word.substr(0, word.find('=')), names))
        message += "; did you mean '" + std::string{*meant} + "'?";
    else if (!option && !known.empty() && !group.empty())
        message += "; " + group + " has " + listed(known, "and");
    return error(std::move(message));
}

/// An option of deploy, the default command, stands before another command.
Error Parser::misplaced(const std::string& command) {
    const auto given =
        defaults_->get_options([](const CLI::Option* each) { return each->count() > 0; });
    const auto name = "--" + given.front()->get_lnames().front();
    const auto own = known_options();
    if (std::ranges::find(own, name) == own.end())
        return error(name + " does not go with " + command);
    return {Errc::invalid_input, name + " stands before " + command + " and has to stand after it",
            "psyfit-deploy " + command + ' ' + name + " …"};
}

Result<> Parser::finish() {
    if (const auto rest = app_.remaining(); !rest.empty())
        return unexpected(rest.front());
    auto* app = chosen();
    if (app != &app_ && !commands_.contains(app))
        return incomplete(*app);
    if (app != &app_)
        options_.command = commands_.at(app);
    options_.named = app != &app_;
    if (options_.command != Command::deploy && defaults_->count_all() > 0)
        return misplaced(app->get_name());
    if (options_.quiet && options_.verbose)
        return error("--quiet and --verbose exclude each other");
    if (options_.intent.image && options_.intent.rebuild)
        return error("--image and --rebuild exclude each other");
    if (options_.intent.image && options_.intent.reference)
        return error("--image and --ref exclude each other: an image tells its own commit");
    return {};
}

Result<> Parser::parse(std::span<const std::string> arguments) {
    try {
        app_.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
    } catch (const CLI::CallForHelp&) {
        options_.command = Command::help;
        options_.text = without_brackets(app_.help());
        return {};
    } catch (const CLI::CallForVersion& version) {
        options_.command = Command::version;
        options_.text = std::string{version.what()} + "\n";
        return {};
    } catch (const CLI::ParseError& failure) {
        return error(failure.what());
    }
    return finish();
}

} // namespace

Result<Options> parse_options(std::span<const std::string> arguments) {
    Options options;
    Parser parser{options};
    if (const auto parsed = parser.parse(arguments); !parsed)
        return parsed.error();
    options.arguments.assign(arguments.begin(), arguments.end());
    return options;
}

} // namespace deploy::cli
