// SPDX-License-Identifier: MIT
#include "core/migration_status.hpp"
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/flow.hpp>
#include <deploy/lock.hpp>
#include <deploy/migrations.hpp>
#include <doctest/doctest.h>
#include <ranges>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr std::string_view table = R"(
database: psyfit_production

 Status   Migration ID    Migration Name
--------------------------------------------------
   up     001             ********** NO FILE **********
   up     20260101000000  Create users
  down    20260201000000  Add age to users
   up     20260301000000  Create posts
   up     20260401000000  Add index to posts

)";

std::vector<Migration> known() { return read_migration_status(table).value().migrations; }

std::vector<std::string> ids(const std::vector<Migration>& migrations) {
    std::vector<std::string> out;
    for (const auto& each : migrations)
        out.push_back(each.id);
    return out;
}

std::vector<std::string> reverted_ids(const MigrationTarget& target) {
    return ids(migrations_to_revert(known(), target).value());
}

using Ids = std::vector<std::string>;

/// A service whose application has the migrations above.
struct Application : ServiceOnHost {
    std::vector<Migration> state = known();
    std::vector<std::string> commands;
    std::string irreversible;
    bool reverts = true;
    bool tells_after = true;

    Application() {
        serve();
        host.programs = [this](const ContainerCommand& command) { return run(command); };
    }

    Result<MigrationRollback> roll_back(const MigrationRollbackOptions& options) {
        return roll_back_migrations(config, process.ports(), options, {});
    }

private:
    Result<CommandEnd> run(const ContainerCommand& command) {
        const auto& task = command.arguments.at(1);
        commands.push_back(task + (command.arguments.size() > 2 ? ' ' + command.arguments[2] : ""));
        if (task.starts_with("db:migrate:status"))
            return tell(command);
        for (auto& each : std::ranges::reverse_view(state))
            if (reverts && each.applied && each.id > "20260201000000") {
                if (each.id == irreversible)
                    return CommandEnd{.exit_code = 1, .errors = "IrreversibleMigration\n"};
                each.applied = false;
            }
        return CommandEnd{};
    }

    Result<CommandEnd> tell(const ContainerCommand& command) {
        if (!tells_after && commands.size() > 1)
            return Error{Errc::timed_out, "no end within 120 s"};
        std::string text = "database: x\n Status   Migration ID    Migration Name\n";
        for (const auto& each : state)
            text += (each.applied ? "   up     " : "  down    ") + each.id + "  " +
                    (each.has_file ? each.name : "********** NO FILE **********") + '\n';
        if (auto taken = command.output(text); !taken)
            return taken.error();
        return CommandEnd{};
    }
};

} // namespace

TEST_CASE("the state of migrations is read from what Rails prints") {
    const auto status = read_migration_status(table);

    REQUIRE(status);
    CHECK(status->databases == Ids{"psyfit_production"});
    REQUIRE(status->migrations.size() == 5);
    CHECK_FALSE(status->migrations[0].has_file);
    CHECK(status->migrations[1].name == "Create users");
    CHECK(status->migrations[1].applied);
    CHECK_FALSE(status->migrations[2].applied);
    CHECK(read_migration_status("database: a\ndatabase: b\n Migration ID\n")->databases.size() ==
          2);
    for (const auto* none : {"", "up 1 a\n", "rails: not found\n"})
        CHECK(read_migration_status(none).error().is(Errc::corrupt));
}

TEST_CASE("steps count files, whether applied or not, as Rails does") {
    CHECK(reverted_ids({.steps = 1}) == Ids{"20260401000000"});
    CHECK(reverted_ids({.steps = 2}) == Ids{"20260401000000", "20260301000000"});
    CHECK(reverted_ids({.steps = 3}) == Ids{"20260401000000", "20260301000000"});
    CHECK(reverted_ids({.steps = 9}) == Ids{"20260401000000", "20260301000000", "20260101000000"});
}

TEST_CASE("where a migration is told twice nothing is reverted") {
    const std::vector<Migration> twice{{.id = "7", .applied = true, .has_file = true},
                                       {.id = "007", .applied = true, .has_file = true}};

    const auto reverted = migrations_to_revert(twice, {.steps = 1});

    REQUIRE_FALSE(reverted);
    CHECK(reverted.error().message == "the application tells migration 7 twice");
}

TEST_CASE("a version stays, and only an applied one with a file can be gone back to") {
    CHECK(reverted_ids({.version = "20260101000000"}) == Ids{"20260401000000", "20260301000000"});
    CHECK(reverted_ids({.version = "20260401000000"}).empty());
    CHECK(reverted_ids({.version = "0"}).size() == 3);
    const auto fails = [](const char* version) {
        return migrations_to_revert(known(), {.version = version}).error();
    };
    CHECK(fails("20260201000000").is(Errc::not_found));
    CHECK(fails("20270101000000").is(Errc::not_found));
    CHECK(fails("1").is(Errc::precondition));
}

TEST_CASE("a migration that a newer version brought is not reverted by an older one") {
    auto migrations = known();
    migrations.push_back({.id = "20260501000000", .applied = true, .has_file = false});
    const auto refused = migrations_to_revert(migrations, {});
    CHECK(refused.error().is(Errc::precondition));
    CHECK(refused.error().message.find("20260501000000") != std::string::npos);
}

TEST_CASE("the tasks are those of Rails, for one database of several, too") {
    CHECK(rollback_task({.steps = 2}) == Ids{"db:rollback", "STEP=2"});
    CHECK(rollback_task({.version = "7", .database = "queue"}) ==
          Ids{"db:migrate:queue", "VERSION=7"});
    CHECK(status_task({.database = "queue"}) == Ids{"db:migrate:status:queue"});
}

TEST_CASE("the backup is made before the first migration is touched, and both states are told") {
    Application application;

    const auto done = application.roll_back({.target = {.steps = 2}, .backup = [&] {
                                                 application.commands.emplace_back("backup");
                                                 return Result<std::string>{"b.sql.gz"};
                                             }});

    REQUIRE(done);
    CHECK_FALSE(done->failure);
    CHECK(done->changed());
    CHECK(done->backup == "b.sql.gz");
    CHECK(application.commands ==
          Ids{"db:migrate:status", "backup", "db:rollback STEP=2", "db:migrate:status"});
    CHECK(done->before.back().applied);
    CHECK_FALSE(done->after.value().back().applied);
}

TEST_CASE("without its backup nothing is reverted") {
    Application application;
    const auto refused = application.roll_back({.backup = [] {
        return Result<std::string>{Error{Errc::io, "the disk is full"}};
    }});
    CHECK(refused.error().message.find("no migration was touched") != std::string::npos);
    CHECK(application.commands == Ids{"db:migrate:status"});
}

TEST_CASE("a rollback that stops half-way tells what is applied now") {
    Application application;
    application.irreversible = "20260301000000";

    const auto done = application.roll_back({.target = {.steps = 2}});

    REQUIRE(done);
    REQUIRE(done->failure);
    CHECK(done->failure->message.find("IrreversibleMigration") != std::string::npos);
    CHECK(done->changed());
    CHECK_FALSE(done->after.value().at(4).applied);
    CHECK(done->after.value().at(3).applied);
}

TEST_CASE("a failure at once changes nothing, and a well end without effect is a failure") {
    Application application;
    application.irreversible = "20260401000000";
    const auto failed = application.roll_back({});
    REQUIRE(failed);
    CHECK(failed->failure);
    CHECK_FALSE(failed->changed());

    Application lying;
    lying.reverts = false;
    const auto done = lying.roll_back({});
    REQUIRE(done);
    CHECK(done->failure.value().message.find("still applied") != std::string::npos);
}

TEST_CASE("a state that cannot be read afterwards is not known") {
    Application application;
    application.tells_after = false;
    const auto done = application.roll_back({});
    REQUIRE(done);
    CHECK(done->failure.value().is(Errc::unknown_outcome));
    CHECK_FALSE(done->after);
}

TEST_CASE("nothing to revert makes no backup, and several databases need a name") {
    Application application;
    bool backed_up = false;
    const auto nothing =
        application.roll_back({.target = {.version = "20260401000000"}, .backup = [&] {
                                   backed_up = true;
                                   return Result<std::string>{""};
                               }});
    REQUIRE(nothing);
    CHECK(nothing->reverted.empty());
    CHECK_FALSE(backed_up);

    application.host.programs = [](const ContainerCommand& command) -> Result<CommandEnd> {
        if (auto taken = command.output("database: a\ndatabase: b\n Migration ID\n"); !taken)
            return taken.error();
        return CommandEnd{};
    };
    CHECK(application.roll_back({}).error().fix == "psyfit-deploy db rollback --database primary");
    CHECK(application.roll_back({.target = {.database = "b"}}));
}

TEST_CASE("no migration is reverted while a deployment runs") {
    Application application;
    const auto held = HostLock::acquire(lock_file(application.config), "a test", {}, {});
    REQUIRE(held);
    CHECK(application.roll_back({}).error().is(Errc::locked));
    CHECK(application.commands.empty());
}
