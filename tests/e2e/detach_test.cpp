// SPDX-License-Identifier: MIT
// Runs that live on without their parent, and those who follow them.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <csignal>
#include <sstream>
#include <sys/stat.h>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<boost::json::object> events(const std::string& text) {
    std::vector<boost::json::object> out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        out.push_back(boost::json::parse(line).as_object());
    return out;
}

} // namespace

TEST_CASE("a detached deployment outlives its parent, and whoever follows sees all of it") {
    if (skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();
    world.repository().commit({{"version", "2"}});

    const auto started = world.run_cli({"deploy", "--detach"});
    REQUIRE(started.exit_code == 0);
    const auto id = first_line(started.out);
    CHECK(started.err.find("attach " + id) != std::string::npos);
    const auto followed = world.run_cli({"attach", id});
    const auto again = world.run_cli({"attach", id, "--json"});
    const auto rest = world.run_cli({"attach", id, "--json", "--from", "5"});

    CHECK_MESSAGE(followed.exit_code == 0, followed.err);
    CHECK(followed.err.find("gating") != std::string::npos);
    CHECK(followed.out.find("way back") != std::string::npos);
    expect_live(world, "2", incumbent);
    CHECK(again.exit_code == 0);
    const auto all = events(again.out);
    REQUIRE(all.size() > 10);
    for (std::size_t i = 0; i < all.size(); ++i)
        CHECK(all[i].at("seq") == static_cast<std::int64_t>(i) + 1);
    CHECK(all.front().at("event") == "begin");
    CHECK(all.back().at("event") == "end");
    CHECK(events(rest.out).front().at("seq") == 5);
    const auto history = world.run_cli({"history", "--json"});
    CHECK(history.out.find(id) != std::string::npos);
}

TEST_CASE("a detached deployment that fails ends who follows it with its exit code") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}, {"mode", "exit"}, {"exit_code", "7"}});

    const auto id = first_line(world.run_cli({"deploy", "--detach", "--quiet"}).out);
    const auto followed = world.run_cli({"attach", id});

    expect_refused(followed, 5, {.error = "exit code 7", .serves = "-new", .fix = "commit"});
    expect_untouched(world, before);
}

TEST_CASE("an id starts one run, however often it is asked for") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});

    const auto first = world.run_cli({"deploy", "--detach", "--id", "once"});
    const auto second = world.run_cli({"deploy", "--detach", "--id", "once"});
    const auto here = world.run_cli({"deploy", "--id", "once"});
    const auto followed = world.run_cli({"attach", "once"});

    CHECK(first.exit_code == 0);
    CHECK(second.exit_code == 0);
    expect_said(here, 3, "there has been a run once already");
    CHECK(followed.exit_code == 0);
    CHECK(world.version() == "2");
    CHECK(world.containers().size() == 2);
}

TEST_CASE("who follows can leave without ending the run, and a hang-up does not reach it") {
    if (skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();
    world.config["watch"] = {{"window", "3s"}};
    world.repository().commit({{"version", "2"}});
    const auto id = first_line(world.run_cli({"deploy", "--detach"}).out);

    auto follower = world.start_cli({"attach", id});
    await_said(follower, "watching");
    follower.send_signal(SIGINT);
    CHECK(follower.wait(20s) == 130);
    CHECK(follower.err().find("it goes on") != std::string::npos);

    const auto followed = world.run_cli({"attach", id});
    CHECK(followed.exit_code == 0);
    expect_live(world, "2", incumbent);
}

TEST_CASE("abort turns a detached deployment back, and whoever follows is told") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.config["watch"] = {{"window", "60s"}};
    world.repository().commit({{"version", "2"}});
    const auto id = first_line(world.run_cli({"deploy", "--detach"}).out);
    auto follower = world.start_cli({"attach", id});
    await_said(follower, "watching");

    const auto aborted = world.run_cli({"abort", id});

    CHECK(aborted.exit_code == 0);
    CHECK(follower.wait(20s) == 130);
    CHECK(world.routed()->id == before.routed->id);
}

TEST_CASE("a run that waits for the lock gives up when it is aborted, and touches nothing") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.config["watch"] = {{"window", "60s"}};
    world.repository().commit({{"version", "2"}});
    const auto running = first_line(world.run_cli({"deploy", "--detach"}).out);
    auto follower = world.start_cli({"attach", running});
    await_said(follower, "watching");
    const auto waiting = first_line(world.run_cli({"deploy", "--detach", "--wait", "300"}).out);

    const auto aborted = world.run_cli({"abort", waiting});

    CHECK_MESSAGE(aborted.exit_code == 0, aborted.err);
    CHECK(aborted.out.find("gave up") != std::string::npos);
    CHECK(world.run_cli({"attach", waiting}).exit_code == 130);
    CHECK(world.version() == "2"); // the one that runs goes on
    CHECK(world.run_cli({"abort", running}).exit_code == 0);
    CHECK(follower.wait(20s) == 130);
}

TEST_CASE("a run that was killed is told as such, and the next one mends it") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.config["watch"] = {{"window", "60s"}};
    world.repository().commit({{"version", "2"}});
    auto run = world.start_cli({"deploy", "--id", "killed"}); // runs in the open are recorded, too
    await_said(run, "watching");
    run.send_signal(SIGKILL);
    run.wait(20s);

    const auto unknown = world.run_cli({"attach", "killed"});
    expect_refused(unknown, 9, {.error = "killed while watching", .serves = "", .fix = "recover"});
    world.config["watch"] = {{"window", "1s"}};
    CHECK(world.run_cli({"recover"}).exit_code == 0);
    const auto known = world.run_cli({"attach", "killed"});
    CHECK(known.exit_code == 0);
    CHECK(world.version() == "2");
}

TEST_CASE("a run that nobody knows, and ids that are none") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();

    expect_said(world.run_cli({"attach", "20261124-201500-3f9a"}), 3, "no run");
    expect_said(world.run_cli({"attach", "../../etc/passwd"}), 2, "no id of a run");
    expect_said(world.run_cli({"attach"}), 2, "id");
}
