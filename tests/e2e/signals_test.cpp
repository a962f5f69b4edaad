// SPDX-License-Identifier: MIT
// A deployment that is interrupted by a person, and many deployments at once.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <deploy/lifecycle.hpp>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

/// A world in which each state of a deployment lasts a little, so that a signal finds it there.
struct SlowWorld : World {
    SlowWorld() {
        config["watch"] = {{"window", "1s"}};
        config["release"] = {{"command", boost::json::array{"migrate"}}};
        start_by_hand();
    }
    void next_version(const std::string& version) {
        repository().commit({{"version", version}, {"boot_ms", "300"}});
    }
};

/// A request that the candidate answers only after two seconds, under way.
class SlowRequest {
public:
    explicit SlowRequest(const World& world) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), world.port()});
        boost::asio::write(socket_, boost::asio::buffer("GET /slow?ms=2000 HTTP/1.1\r\nHost: " +
                                                        world.host() + "\r\n\r\n"));
        static_cast<void>(
            world.version()); // a later request has been answered: the proxy has seen this one
    }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

/// What the exit code says is true, and nothing in between.
void expect_turned_back_or_live(const World& world, const Before& before, const Finished& run,
                                const std::string& version) {
    INFO("stdout: ", run.out, "\nstderr: ", run.err);
    if (run.exit_code == 0)
        return expect_live(world, version, before.routed->id);
    expect_refused(run, 130, {.error = "cancelled", .serves = before.routed->name, .fix = ""});
    expect_untouched(world, before);
}

/// The next version, interrupted in that state; what its exit code says is true.
Finished interrupted(SlowWorld& world, int& version, State state, int number) {
    CAPTURE(to_string(state));
    CAPTURE(number);
    world.next_version(std::to_string(++version));
    const Before before{world};
    auto program = world.start_cli({"deploy"});
    await_said(program, "] " + std::string{to_string(state)});
    program.send_signal(number);
    const auto run = finished(program);

    expect_turned_back_or_live(world, before, run, std::to_string(version));
    CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
    return run;
}

} // namespace

TEST_CASE("a signal in any state of a rollback takes it back, or comes too late") {
    if (skipped())
        return;
    SlowWorld world;
    world.next_version("2");
    expect_done(world.run_cli({"deploy"}));
    int cancelled = 0;

    for (const auto state : {State::starting, State::gating, State::switching, State::verifying,
                             State::watching, State::retiring}) {
        const auto number = signals.at(index(state) % signals.size());
        CAPTURE(to_string(state));
        CAPTURE(number);
        const Before before{world};
        const auto other = world.version() == "2" ? "1" : "2";
        auto program = world.start_cli({"rollback"});
        await_said(program, "] " + std::string{to_string(state)});
        program.send_signal(number);
        const auto run = finished(program);

        cancelled += run.exit_code == 130 ? 1 : 0;
        expect_turned_back_or_live(world, before, run, other);
        CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
    }
    CHECK(cancelled >= 1);
}

TEST_CASE("a signal in any state undoes the deployment, or comes too late and says so") {
    if (Load::skipped())
        return;
    SlowWorld world;
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
    int version = 1;
    int cancelled = 0;

    for (const auto& row : lifecycle) {
        if (row.from == State::reverting)
            continue;
        const auto number = signals.at(index(row.from) % signals.size());
        const auto run = interrupted(world, version, row.from, number);

        cancelled += run.exit_code == 130 ? 1 : 0;
        if (row.from == State::gating || row.from == State::watching)
            CHECK_MESSAGE(run.exit_code == 130, "there is time to turn back in ",
                          to_string(row.from));
        if (row.from == State::retiring)
            CHECK_MESSAGE(run.exit_code == 0, "what is decided is finished");
    }

    const auto report = load.stop();
    CHECK(cancelled >= 2);
    CHECK_MESSAGE(report.lost() == 0, report.text());
}

TEST_CASE("every signal in every state undoes the deployment, or comes too late and says so" *
          doctest::test_suite("long") * doctest::skip()) {
    if (skipped())
        return;
    SlowWorld world;
    int version = 1;

    for (const auto& row : lifecycle)
        for (const auto number : signals)
            if (row.from != State::reverting) // below
                interrupted(world, version, row.from, number);
}

TEST_CASE("a signal while it turns back lets it turn back") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "60s"}};
    world.start_by_hand();
    int version = 1;
    for (const auto number : signals) {
        CAPTURE(number);
        world.repository().commit({{"version", std::to_string(++version)}});
        const Before before{world};
        auto program = world.start_cli({"deploy"});
        await_said(program, "] watching");
        const SlowRequest slow{world}; // the way back waits for it
        CHECK(world.post("/sicken").status == 200);
        await_said(program, "reverting");
        program.send_signal(number);
        const auto run = finished(program);

        expect_refused(run, 6, {.error = "", .serves = before.routed->name, .fix = ""});
        expect_untouched(world, before);
        CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
    }
}

TEST_CASE("a second signal ends at once, and recover finishes what is left") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "60s"}};
    world.config["container"].as_object()["stop_timeout"] = "5s";
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    const Before before{world};

    auto program = world.start_cli({"deploy"});
    await_said(program, "] watching");
    const SlowRequest slow{world}; // the way back waits for it
    program.send_signal(SIGINT);
    await_said(program, "reverting");
    program.send_signal(SIGINT);
    const auto run = finished(program);
    const auto recovered = world.run_cli({"recover"});

    expect_said(run, 130, "config.json recover finishes what is left");
    CHECK_MESSAGE(recovered.exit_code == 0, recovered.err);
    expect_untouched(world, before);
}

TEST_CASE("abort from another terminal has the deployment turn back") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "60s"}};
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    const Before before{world};
    const auto idle = world.run_cli({"abort"});

    auto program = world.start_cli({"deploy", "--id", "20261124-201500-3f9a"});
    await_said(program, "] watching");
    const auto other = world.run_cli({"abort", "20200101-000000-0000"});
    const auto aborted = world.run_cli({"abort", "20261124-201500-3f9a"});
    const auto run = finished(program);

    expect_said(idle, 3, "no deployment runs");
    expect_said(other, 3, "config.json abort 20261124-201500-3f9a");
    CHECK_MESSAGE(aborted.exit_code == 0, aborted.err);
    CHECK(aborted.out ==
          "deployment 20261124-201500-3f9a turned back; " + before.routed->name + " serves\n");
    CHECK(run.exit_code == 130);
    expect_untouched(world, before);
}

TEST_CASE("of ten deployments at once one deploys and the others name it") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "2s"}};
    const auto first = world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    std::vector<Program> programs;
    for (int i = 0; i < 10; ++i)
        programs.push_back(world.start_cli({"deploy"}));

    int live = 0;
    int locked = 0;
    for (auto& program : programs) {
        const auto run = finished(program);
        INFO("stdout: ", run.out, "\nstderr: ", run.err);
        CHECK((run.exit_code == 0 || run.exit_code == 8));
        live += run.exit_code == 0 ? 1 : 0;
        locked += run.exit_code == 8 ? 1 : 0;
        if (run.exit_code == 8)
            CHECK_MESSAGE(run.err.find("deployment of " + world.service()) != std::string::npos,
                          run.err);
    }

    CHECK(live == 1);
    CHECK(locked == 9);
    expect_live(world, "2", first);
    CHECK(world.containers().size() == 2);
}

TEST_CASE("ten deployments that wait come one after the other") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    std::vector<Program> programs;
    for (int i = 0; i < 10; ++i)
        programs.push_back(world.start_cli(
            {"deploy", "--image", world.service() + ":latest", "--watch", "0", "--wait", "300"}));

    for (auto& program : programs) {
        const auto code = program.wait(std::chrono::minutes{5});
        REQUIRE(code);
        CHECK_MESSAGE(*code == 0, program.err());
    }

    CHECK(world.version() == "1");
    const auto all = world.containers();
    CHECK(std::ranges::count(all, "running", &Seen::status) == 1);
    CHECK(all.size() == 11);
}

TEST_CASE("a deployment that waits takes its turn, also after a holder that died") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "60s"}};
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    const Before before{world};

    auto holder = world.start_cli({"deploy"});
    await_said(holder, "] watching");
    auto waiting = world.start_cli({"deploy", "--wait", "60", "--watch", "0"});
    holder.send_signal(SIGKILL);
    const auto run = finished(waiting);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(world.version() == "2");
    CHECK(world.containers().size() <= 3);
    for (const auto& seen : world.containers())
        CHECK((seen.status == "running") == (seen.id == world.routed()->id));
    CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
}
