// SPDX-License-Identifier: MIT
#include <deploy/migrations.hpp>

#include "core/diagnosis.hpp"
#include "core/migration_status.hpp"
#include "operations/holder.hpp"
#include "operations/live_container.hpp"

#include <algorithm>
#include <deploy/flow.hpp>
#include <deploy/lock.hpp>

namespace deploy {
namespace {

constexpr int shown_lines = 20;

/// The application's tasks in the container that serves.
class Application {
public:
    Application(const Config& config, Ports ports, Container live)
        : config_{config}, ports_{ports}, live_{std::move(live)} {}

    static Result<Application> find(const Config& config, Ports ports) {
        if (config.workers.runner.size() < 2 || config.workers.runner.back() != "runner")
            return Error{Errc::invalid_input,
                         "`workers.runner` does not end in `runner`, so it is not known how the "
                         "application's tasks are run",
                         R"(set it to ["bin/rails", "runner"])"};
        auto live = live_container(config, ports);
        if (!live)
            return live.error();
        return Application{config, ports, std::move(*live)};
    }

    [[nodiscard]] const std::string& name() const { return live_.name; }

    [[nodiscard]] std::vector<std::string> words(const std::vector<std::string>& task) const {
        auto out = config_.workers.runner;
        out.pop_back(); // `runner`
        out.insert(out.end(), task.begin(), task.end());
        return out;
    }

    [[nodiscard]] std::string safe(const CommandOutput& said) const {
        return safe_log(said.output + said.errors, live_, shown_lines);
    }

    Result<CommandOutput> run(const std::vector<std::string>& task, std::chrono::seconds timeout,
                              const std::stop_token& stop) {
        ContainerCommand command{.container = live_.id, .arguments = words(task)};
        command.timeout = timeout;
        command.stop = stop;
        auto said = output_of(ports_.exec, std::move(command));
        if (!said)
            return said.error().within(task.front() + " in " + live_.name);
        return said;
    }

    Result<std::vector<Migration>> migrations(const MigrationTarget& target,
                                              const std::stop_token& stop) {
        const auto said = run(status_task(target), config_.workers.timeout, stop);
        if (!said)
            return said.error();
        auto status = read_migration_status(said->output);
        if (said->exit_code != 0 || !status)
            return Error{Errc::precondition, "the application in " + live_.name +
                                                 " does not tell its migrations: " + safe(*said)};
        if (status->databases.size() > 1 && target.database.empty())
            return Error{Errc::precondition,
                         "the application has " + std::to_string(status->databases.size()) +
                             " databases, so it has to be said which one goes back",
                         "psyfit-deploy db rollback --database primary"};
        return std::move(status->migrations);
    }

private:
    const Config& config_;
    Ports ports_;
    Container live_;
};

Result<MigrationRollback> plan(Application& application, const MigrationTarget& target,
                               const std::stop_token& stop) {
    auto before = application.migrations(target, stop);
    if (!before)
        return before.error();
    auto reverted = migrations_to_revert(*before, target);
    if (!reverted)
        return reverted.error();
    return MigrationRollback{.container = application.name(),
                             .before = std::move(*before),
                             .reverted = std::move(*reverted),
                             .command = application.words(rollback_task(target))};
}

bool is_applied(const std::vector<Migration>& migrations, const std::string& id) {
    const auto found = std::ranges::find(migrations, id, &Migration::id);
    return found != migrations.end() && found->applied;
}

/// Runs the command, and reads back what it left, whatever it said of itself.
void revert(MigrationRollback& out, Application& application, const MigrationTarget& target,
            const Config& config, const std::stop_token& stop) {
    const auto said = application.run(rollback_task(target), config.release.timeout, stop);
    if (said)
        out.output = application.safe(*said);
    if (!said)
        out.failure = said.error();
    else if (said->exit_code != 0)
        out.failure =
            Error{Errc::precondition, out.command.front() + ' ' + rollback_task(target).front() +
                                          " ended with code " + std::to_string(said->exit_code) +
                                          "; its last lines:\n" + out.output};
    auto after = application.migrations(target, {});
    if (!after) {
        if (!out.failure)
            out.failure = after.error().as(Errc::unknown_outcome);
        return;
    }
    out.after = std::move(*after);
    for (const auto& each : out.reverted)
        if (!out.failure && is_applied(*out.after, each.id))
            out.failure = Error{Errc::precondition, "migration " + each.id +
                                                        " is still applied, though the command "
                                                        "ended well:\n" +
                                                        out.output};
}

} // namespace

bool MigrationRollback::changed() const {
    return after && std::ranges::any_of(before, [this](const Migration& was) {
               return is_applied(*after, was.id) != was.applied;
           });
}

Result<MigrationRollback> plan_migration_rollback(const Config& config, Ports ports,
                                                  const MigrationTarget& target,
                                                  const std::stop_token& stop) {
    auto application = Application::find(config, ports);
    if (!application)
        return application.error();
    return plan(*application, target, stop);
}

Result<MigrationRollback> roll_back_migrations(const Config& config, Ports ports,
                                               const MigrationRollbackOptions& options,
                                               const std::stop_token& stop) {
    // A deployment at the same time could migrate, and replace the container.
    const auto held = HostLock::acquire(
        lock_file(config), purpose("rollback of migrations", config), options.patience, stop);
    if (!held)
        return held.error();
    auto application = Application::find(config, ports);
    if (!application)
        return application.error();
    auto out = plan(*application, options.target, stop);
    if (!out || out->reverted.empty())
        return out;
    if (options.backup) {
        auto backup = options.backup();
        if (!backup)
            return backup.error().within("no migration was touched, for the backup failed");
        out->backup = std::move(*backup);
    }
    revert(*out, *application, options.target, config, stop);
    return out;
}

} // namespace deploy
