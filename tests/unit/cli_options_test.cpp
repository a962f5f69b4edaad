// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace deploy;
using namespace deploy::cli;

namespace {

Result<Options> parse(const std::vector<std::string>& arguments) {
    return parse_options(arguments);
}

std::string complaint(const std::vector<std::string>& arguments) {
    const auto parsed = parse(arguments);
    if (parsed)
        return "accepted";
    CHECK(parsed.error().is(Errc::invalid_input));
    CHECK(parsed.error().fix.starts_with("see psyfit-deploy "));
    CHECK(parsed.error().fix.ends_with("--help"));
    return parsed.error().message;
}

} // namespace

TEST_CASE("without a command it deploys") {
    const auto options = parse({});

    REQUIRE(options.has_value());
    CHECK(options->command == Command::deploy);
    CHECK(options->intent.pull);
    CHECK_FALSE(options->intent.reference);
}

TEST_CASE("deploy takes its options with and without its name") {
    const std::vector<std::string> given{"--ref",     "v1",
                                         "--no-pull", "--watch",
                                         "30",        "--allow-env-change",
                                         "A",         "--allow-env-change",
                                         "B",         "--wait",
                                         "5"};
    auto named = given;
    named.insert(named.begin(), "deploy");

    for (const auto& arguments : {given, named}) {
        const auto options = parse(arguments);
        REQUIRE(options.has_value());
        CHECK(options->command == Command::deploy);
        CHECK(options->intent.reference == "v1");
        CHECK_FALSE(options->intent.pull);
        CHECK(options->watch == std::chrono::seconds{30});
        CHECK(options->wait == std::chrono::seconds{5});
        CHECK(options->intent.allowed_environment_changes == std::vector<std::string>{"A", "B"});
    }
}

TEST_CASE("an environment file means a first deployment") {
    const auto options = parse({"deploy", "--env-file", "app.env"});

    REQUIRE(options.has_value());
    CHECK(options->intent.first);
    CHECK(options->environment_file == "app.env");
}

TEST_CASE("options of every command go before and after it") {
    for (const auto& arguments : {std::vector<std::string>{"--json", "--no-color", "status"},
                                  std::vector<std::string>{"status", "--json", "--no-color"}}) {
        const auto options = parse(arguments);
        REQUIRE(options.has_value());
        CHECK(options->command == Command::status);
        CHECK(options->json);
        CHECK_FALSE(options->colour);
    }
}

TEST_CASE("each command is known by its name") {
    CHECK(parse({"plan", "--ref", "x"})->command == Command::plan);
    CHECK(parse({"history", "--limit", "3"})->limit == 3);
    CHECK(parse({"logs", "web-1", "--lines", "5"})->command == Command::logs);
    CHECK(parse({"logs", "web-1", "--lines", "5"})->container == "web-1");
    CHECK(parse({"logs", "--lines", "5"})->limit == 5);
    CHECK(parse({"recover"})->command == Command::recover);
    CHECK(parse({"cleanup", "--dry-run"})->command == Command::cleanup);
    CHECK(parse({"cleanup", "--dry-run"})->dry_run);
    CHECK_FALSE(parse({"cleanup"})->dry_run);
    CHECK(parse({"doctor", "--strict"})->command == Command::doctor);
    CHECK(parse({"doctor", "--strict"})->strict);
    CHECK(parse({"doctor", "--fix"})->fix);
    CHECK(parse({"graph"})->command == Command::graph);
    CHECK(parse({"config", "check"})->command == Command::config_check);
    CHECK(parse({"config", "show"})->command == Command::config_show);
    CHECK(parse({"config", "schema"})->command == Command::config_schema);
    CHECK(parse({"rollback"})->container == std::nullopt);
    CHECK(parse({"rollback", "status"})->container == "status");
}

TEST_CASE("backup and restore are told what to do with which file") {
    CHECK(parse({"backup", "--dry-run"})->dry_run);
    CHECK(parse({"backup", "verify", "--all"})->command == Command::backup_verify);
    CHECK(parse({"backup", "drill", "f"})->backup.file == "f");
    const auto restore = parse({"restore", "f", "--yes"});
    CHECK(restore->command == Command::restore);
    CHECK(restore->backup.file == "f");
    CHECK(restore->yes);
    CHECK(parse({"restore", "--latest"})->backup.latest);
    CHECK(complaint({"backup", "verfy"}) == "unknown command 'verfy'; did you mean 'verify'?");
}

TEST_CASE("a wrong word gets the nearest known one") {
    CHECK(complaint({"statsu"}) == "unknown command 'statsu'; did you mean 'status'?");
    CHECK(complaint({"--reff", "x"}) == "unknown option '--reff'; did you mean '--ref'?");
    CHECK(complaint({"rollback", "--wacth=3"}) ==
          "unknown option '--wacth=3'; did you mean '--watch'?");
    CHECK(complaint({"help"}) == "unknown command 'help'; did you mean '--help'?");
    CHECK(complaint({"version"}) == "unknown command 'version'; did you mean '--version'?");
    CHECK(complaint({"cancel"}) == "unknown command 'cancel'; did you mean 'abort'?");
    CHECK(complaint({"config", "chek"}) == "unknown command 'chek'; did you mean 'check'?");
    CHECK(complaint({"psyfit-web-3f2a9c1"}) == "unknown command 'psyfit-web-3f2a9c1'");
    CHECK(complaint({"rollback", "a", "b"}) == "unknown argument 'b'");
}

TEST_CASE("a wrong word behind a command gets that command's own words, and its help") {
    CHECK(complaint({"workers", "stop"}) == "unknown command 'stop'; did you mean 'pause'?");
    CHECK(complaint({"workers", "start"}) == "unknown command 'start'; did you mean 'resume'?");
    CHECK(complaint({"backup", "list"}) ==
          "unknown command 'list'; did you mean 'restore --list'?");
    CHECK(complaint({"secrets", "xyz"}) == "unknown command 'xyz'; secrets has generate and check");
    CHECK(complaint({"schedule", "xyz"}) ==
          "unknown command 'xyz'; schedule has show, install and remove");
    CHECK(parse({"secrets", "xyz"}).error().fix == "see psyfit-deploy secrets --help");
    CHECK(parse({"backup", "verify", "--xyz"}).error().fix ==
          "see psyfit-deploy backup verify --help");
    CHECK(parse({"workers"}).error().fix == "see psyfit-deploy workers --help");
    CHECK(parse({"xyz"}).error().fix == "see psyfit-deploy --help");
}

TEST_CASE("what does not go together is refused") {
    CHECK(complaint({"status", "--ref", "x"}) == "--ref does not go with status");
    CHECK(complaint({"-q", "-v"}) == "--quiet and --verbose exclude each other");
    CHECK(complaint({"--image", "a", "--rebuild"}) == "--image and --rebuild exclude each other");
    CHECK(complaint({"config"}) == "config needs a command: check, show or schema");
}

TEST_CASE("an empty or impossible value is refused") {
    CHECK(complaint({"--ref", ""}) == "--ref: is empty");
    CHECK(complaint({"--watch", "-1"}) == "--watch: needs seconds from 0 to 86400");
    CHECK(complaint({"--watch", "soon"}) == "--watch: needs seconds from 0 to 86400");
    CHECK(complaint({"history", "--limit", "0"}) == "--limit: needs a number from 1 to 100000");
    CHECK(complaint({"--ref"}) != "accepted");
    for (const auto* from : {"0", "-1", "first"})
        CHECK(complaint({"attach", "x", "--from", from}) == "--from: needs a number from 1");
    CHECK(parse({"attach", "x", "--from", "12"})->from == 12);
}

TEST_CASE("to wait for nothing is not the same as not to say") {
    CHECK(parse({"abort", "--wait", "0"})->wait == std::chrono::seconds{0});
    CHECK_FALSE(parse({"abort"})->wait);
}

TEST_CASE("help and version are texts, and every command's help has an example") {
    CHECK(parse({"--version"})->text.starts_with("psyfit-deploy "));
    CHECK(parse({"--help"})->text.find("130  cancelled") != std::string::npos);
    for (const auto* command :
         {"deploy",  "rollback", "plan",     "status",      "history", "logs",    "recover",
          "cleanup", "doctor",   "graph",    "config",      "backup",  "restore", "monitor",
          "setup",   "workers",  "schedule", "certificate", "secrets", "db"}) {
        const auto help = parse({command, "--help"});
        CHECK(help->command == Command::help);
        CHECK(help->text.find("psyfit-deploy " + std::string{command}) != std::string::npos);
        CHECK(help->text.find("Example") != std::string::npos);
    }
}

TEST_CASE("a word that is like none has no suggestion") {
    CHECK(complaint({"plam"}).find("did you mean 'plan'?") != std::string::npos);
    CHECK(complaint({"zzzzzz"}).find("mean") == std::string::npos);
    CHECK(complaint({"x"}).find("mean") == std::string::npos);
}

TEST_CASE("an option that stands in the wrong place is told where it goes") {
    const auto misplaced = parse({"--allow-env-change", "K", "plan"});
    REQUIRE_FALSE(misplaced.has_value());
    CHECK(misplaced.error().message ==
          "--allow-env-change stands before plan and has to stand after it");
    CHECK(misplaced.error().fix.starts_with("psyfit-deploy plan --allow-env-change"));
    CHECK(complaint({"--watch", "3", "status"}) == "--watch does not go with status");
}

TEST_CASE("an option is no other option's value") {
    CHECK(complaint({"--ref", "--no-pull"}).find("'--no-pull' is another option") !=
          std::string::npos);
    CHECK(complaint({"--image", "web:1", "--ref", "main"}).find("exclude each other") !=
          std::string::npos);
}

TEST_CASE("the secrets are generated or checked, in a file that may be named") {
    const auto made = parse({"secrets", "generate", "--out", "web.env", "--dry-run"});
    REQUIRE(made.has_value());
    CHECK(made->command == Command::secrets_generate);
    CHECK(made->secrets == "web.env");
    CHECK(made->dry_run);

    const auto checked = parse({"secrets", "check", "--file", "web.env", "--json"});
    REQUIRE(checked.has_value());
    CHECK(checked->command == Command::secrets_check);
    CHECK(checked->secrets == "web.env");

    CHECK(complaint({"secrets"}) == "secrets needs a command: generate or check");
    CHECK(complaint({"secrets", "chek"}) == "unknown command 'chek'; did you mean 'check'?");
}

TEST_CASE("certificate takes a host, its limits and authorities of one's own") {
    const auto options = parse(
        {"certificate", "app.example:8443", "--warn", "21", "--critical", "3", "--ca", "ca.pem"});

    REQUIRE(options.has_value());
    CHECK(options->command == Command::certificate);
    CHECK(options->certificate.target == "app.example:8443");
    CHECK(options->certificate.warn == 21);
    CHECK(options->certificate.critical == 3);
    CHECK(options->certificate.authorities == "ca.pem");
    CHECK_FALSE(parse({"certificate"})->certificate.target);
    CHECK(complaint({"certificate", "--warn", "soon"}) == "--warn: needs days from 0 to 1000");
    CHECK(complaint({"certificate", "--ca", ""}) == "--ca: is empty");
}

TEST_CASE("monitor makes a pass, a dry one, or only a test of the alarm") {
    CHECK(parse({"monitor"})->command == Command::monitor);
    CHECK_FALSE(parse({"monitor"})->test_alarm);
    CHECK(parse({"monitor", "--dry-run"})->dry_run);
    CHECK(parse({"monitor", "--test-alarm"})->test_alarm);
}

TEST_CASE("setup knows its parts") {
    const auto given =
        parse({"setup", "--dry-run", "--public", "--skip", "seed", "--skip", "nginx"});
    REQUIRE(given.has_value());
    CHECK(given->command == Command::setup);
    CHECK(given->open_proxy);
    CHECK(given->skipped_parts == std::vector<std::string>{"seed", "nginx"});

    CHECK(complaint({"setup", "--skip", "cake"}).find("database") != std::string::npos);
}
