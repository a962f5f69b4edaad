// SPDX-License-Identifier: MIT
// Asked from afar, each command says and ends as on the server itself; and two signals, and what is
// killed there, leave nothing in doubt.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "e2e/far_world.hpp"

#include <csignal>
#include <deploy/lifecycle.hpp>
#include <regex>
#include <vector>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

/// What two runs of the same command may differ in is taken out: ids, times, and how the program is
/// called from there.
std::string without_chance(const std::string& text, const FarWorld& world) {
    static const std::vector<std::pair<std::regex, std::string>> chances{
        {std::regex{R"(\d{8}-\d{6}-[0-9a-f]{4})"}, "ID"},
        {std::regex{R"([0-9.]+m?s\b)"}, "TIME"},
        {std::regex{R"(since \S+)"}, "since TIME"},
        {std::regex{R"(process \d+)"}, "process N"},
        {std::regex{R"( (?:▇)+)"}, ""},
        {std::regex{R"( +)"}, " "}};
    auto out = text;
    for (const auto& option :
         {" --host " + world.access.host(), " --config " + (world.root() / "config.json").string()})
        for (std::size_t at = 0; (at = out.find(option)) != std::string::npos;)
            out.erase(at, option.size());
    for (const auto& [chance, name] : chances)
        out = std::regex_replace(out, chance, name);
    return out;
}

void expect_same(const FarWorld& world, const Finished& afar, const Finished& there) {
    CHECK(afar.exit_code == there.exit_code);
    CHECK(without_chance(afar.out, world) == without_chance(there.out, world));
    CHECK(without_chance(afar.err, world) == without_chance(there.err, world));
}

/// Asks both ways.
Finished ask_both(FarWorld& world, const Words& words) {
    const auto there = world.run_cli(words);
    auto afar = world.access.run_cli(words);
    INFO(words.front());
    expect_same(world, afar, there);
    return afar;
}

/// The run that holds the lock there dies at once.
void kill_run(const FarWorld& world) {
    const auto text = read_file(world.root() / "state" / (world.proxy_name() + ".lock"));
    std::smatch found;
    REQUIRE_MESSAGE(std::regex_search(text, found, std::regex{R"(process (\d+))"}), text);
    REQUIRE(::kill(std::stoi(found[1]), SIGKILL) == 0);
}

} // namespace

TEST_CASE(
    "a deployment that fails looks and ends from afar as on the server, however it is shown") {
    if (skipped())
        return;
    FarWorld world;
    world.config["health"] = {{"deadline", "3s"}, {"version_pointer", "/data/version"}};
    world.repository().commit({{"version", "2"}, {"mode", "wrong_version"}});
    CHECK(world.run_cli({"deploy"}).exit_code == 5); // the image is there from now on
    const Before before{world};

    const auto failed = ask_both(world, {"deploy"});
    ask_both(world, {"deploy", "--quiet"});
    const auto there = world.run_cli({"deploy", "--detach", "--id", "there"});
    CHECK(world.run_cli({"attach", "there"}).exit_code == 5);
    const auto afar = world.access.run_cli({"deploy", "--detach", "--id", "afar"});
    CHECK(world.access.run_cli({"attach", "afar"}).exit_code == 5);

    expect_refused(failed, 5,
                   {.error = "answers instead of", .serves = "-new still", .fix = "commit"});
    CHECK(there.out == "there\n");
    CHECK(afar.out == "afar\n");
    CHECK(afar.err == "it goes on by itself; to follow it: psyfit-deploy --host " +
                          world.access.host() + " attach afar\n");
    expect_untouched(world, before);
}

TEST_CASE("attach tells from afar what it tells on the server, from any event on") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    expect_done(world.access.run_cli({"deploy", "--id", "far"}));

    for (const auto* from : {"1", "5", "1000"}) {
        CAPTURE(std::string{from});
        ask_both(world, {"attach", "far", "--from", from});
        const auto events = ask_both(world, {"attach", "far", "--from", from, "--json"});
        CHECK(events.out == world.run_cli({"attach", "far", "--from", from, "--json"}).out);
    }
    CHECK(ask_both(world, {"attach", "nobody"}).exit_code == 3);
    CHECK(ask_both(world, {"attach", "../../etc/passwd"}).exit_code == 2);
}

TEST_CASE("abort from afar turns back what runs, and nothing else") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    const auto none = ask_both(world, {"abort"});
    ask_both(world, {"abort", "far"});
    expect_done(world.access.run_cli({"deploy", "--id", "over"}));
    const auto over = ask_both(world, {"abort", "over"});
    world.next_version("3");
    world.config["watch"] = {{"window", "60s"}};
    const Before before{world};
    expect_done(world.access.run_cli({"deploy", "--detach", "--id", "far"}));
    auto follower = world.start_cli({"attach", "far"});
    await_said(follower, "] watching");

    const auto another = ask_both(world, {"abort", "over"});
    const auto json = ask_both(world, {"abort", "no-such-run", "--json"});
    const auto aborted = world.access.run_cli({"abort", "far"});

    expect_said(none, 3, "no deployment runs");
    expect_said(over, 3, "no deployment runs");
    expect_said(another, 3, "fix: psyfit-deploy --host " + world.access.host() + " abort far");
    CHECK(json.exit_code == 3);
    CHECK(json.out.find("--host " + world.access.host() + " abort far") != std::string::npos);
    CHECK(aborted.exit_code == 0);
    CHECK(aborted.out == "deployment far turned back; " + before.routed->name + " serves\n");
    CHECK(follower.wait(longest_wait) == 130);
    CHECK(world.routed()->id == before.routed->id);
    expect_done(world.run_cli({"deploy", "--detach", "--id", "there"}));
    auto other = world.access.start_cli({"attach", "there"});
    await_said(other, "] watching");
    const auto there = world.run_cli({"abort", "there"});
    CHECK(there.out == "deployment there turned back; " + before.routed->name + " serves\n");
    CHECK(other.wait(longest_wait) == 130);
}

namespace {

/// How many of the runs were left before their end.
int expect_left_to_itself_in(const std::vector<State>& states) {
    FarWorld world;
    int version = 1;
    int left = 0;

    for (const auto state : states) {
        CAPTURE(to_string(state));
        world.next_version(std::to_string(++version));
        const Before before{world};
        const auto id = "far-" + std::string{to_string(state)};
        auto run = world.access.start_cli({"deploy", "--id", id});
        await_said(run, "] " + std::string{to_string(state)});
        run.send_signal(SIGINT);
        await_said(run, "cancelling");
        run.send_signal(SIGTERM);
        const auto ended = finished(run);
        const auto attached = world.access.run_cli({"attach", id});

        const bool at_once = ended.err.find("ended at once") != std::string::npos;
        left += at_once ? 1 : 0;
        if (at_once) {
            expect_said(ended, 130,
                        "to follow it: psyfit-deploy --host " + world.access.host() + " attach " +
                            id);
        } else {
            CHECK(ended.exit_code == attached.exit_code);
        }
        INFO(attached.err);
        CHECK((attached.exit_code == 0 || attached.exit_code == 130));
        if (attached.exit_code == 0)
            expect_live(world, std::to_string(version), before.routed->id);
        else
            expect_untouched(world, before);
        CHECK(world.access.run_cli({"recover"}).out == "nothing to recover\n");
    }
    return left;
}

} // namespace

TEST_CASE("two signals from afar leave the run to turn back, or to end, by itself") {
    if (skipped())
        return;
    CHECK(expect_left_to_itself_in({State::building, State::switching}) >= 1);
}

TEST_CASE("two signals in any state from afar leave the run to turn back, or to end, by itself" *
          doctest::test_suite("long") * doctest::skip()) {
    if (skipped())
        return;
    std::vector<State> states;
    for (const auto& row : lifecycle)
        if (row.from != State::reverting)
            states.push_back(row.from);
    CHECK(expect_left_to_itself_in(states) >= 2);
}

TEST_CASE("what a kill on the server leaves is told from afar, and recover --host finishes it") {
    if (skipped())
        return;
    for (const std::string state : {"gating", "watching"}) {
        CAPTURE(state);
        FarWorld world;
        world.next_version();
        const Before before{world};
        auto run = world.access.start_cli({"deploy", "--id", "far"});
        await_said(run, "] " + state);

        kill_run(world);

        const auto ended = finished(run);
        expect_refused(ended, 9,
                       {.error = "run far was killed while " + state,
                        .serves = "",
                        .fix = "psyfit-deploy --host " + world.access.host() + " recover"});
        const auto recovered = world.access.run_cli({"recover"});
        INFO(recovered.err);
        CHECK(recovered.exit_code == 0);
        CHECK(recovered.err.find("was interrupted while " + state) != std::string::npos);
        CHECK(world.access.run_cli({"recover"}).out == "nothing to recover\n");
        if (state == "watching")
            expect_live(world, "2", world.incumbent);
        else
            expect_untouched(world, before);
    }
}
