// SPDX-License-Identifier: MIT
// A service whose database is elsewhere: it is set up, checked and watched without one.
#include "e2e/empty_host.hpp"
#include "e2e/expect.hpp"
#include "e2e/world_names.hpp"

#include <boost/json/parse.hpp>

using namespace deploy::test;
namespace json = boost::json;

namespace {

/// A value of each check of a report.
std::map<std::string, std::string> checks_of(const Finished& run, const char* id,
                                             const char* value) {
    std::map<std::string, std::string> out;
    const auto report = json::parse(run.out);
    for (const auto& check : report.at("checks").as_array())
        out[std::string{check.at(id).as_string()}] = check.at(value).as_string();
    return out;
}

} // namespace

TEST_CASE("a service without a database here needs none, and nobody misses it") {
    if (skipped())
        return;
    EmptyHost on;
    on.config["database"] = {{"container", ""}};
    on.config["redis"] = {{"container", ""}};
    on.config["schedule"] = {{"timezone", "Etc/UTC"}};

    const auto made = on.run_cli({"setup", "--json"});
    expect_done(made);
    CHECK(states(made)["database"] == "skipped");
    CHECK(states(made)["redis"] == "skipped");
    CHECK(states(made)["release"] == "made");
    CHECK_MESSAGE(on.traces().containers().size() == 2, "the proxy and the first version");

    auto looked = checks_of(on.run_cli({"doctor", "--json"}), "id", "status");
    for (const auto* absent : {"database", "redis", "backup"})
        CHECK_MESSAGE(looked[absent] == "skip", absent);
    CHECK(looked["restart-policy"] == "ok");
    CHECK(looked["answer"] == "ok");
    const auto watched = checks_of(on.run_cli({"monitor", "--json"}), "check", "state");
    CHECK(watched.at("service") == "ok");
    for (const auto* absent : {"database", "redis", "backup"})
        CHECK_MESSAGE(!watched.contains(absent), absent);

    for (const Words& command : {Words{"backup"}, Words{"backup", "--dry-run"}})
        expect_said(on.run_cli(command), 3, "the service has no database here");
    const auto list = on.run_cli({"restore", "--list"});
    CHECK(list.exit_code == 0);
    CHECK(list.out == "there is no backup yet\n");
    CHECK_FALSE(std::filesystem::exists(on.root() / "backups"));
    const auto schedule = on.run_cli({"schedule", "install", "--crontab", "--dry-run"});
    CHECK(schedule.out.find("# monitor") != std::string::npos);
    CHECK(schedule.out.find(" backup") == std::string::npos);
}
