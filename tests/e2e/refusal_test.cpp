// SPDX-License-Identifier: MIT
// What must hold before anything is touched, on real parts: each mistake has its words and its
// code.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"

#include <csignal>
#include <deploy/lock.hpp>

using namespace deploy::test;

namespace {

std::string git(const std::filesystem::path& folder, const Words& words) {
    return ServiceRepository::git(folder, words);
}

} // namespace

TEST_CASE("a checkout with an edit, a diverged branch or a detached HEAD is refused, edits kept") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    const auto checkout = world.repository().checkout();
    world.repository().commit({{"version", "2"}});

    write_file(checkout / "behaviour", "version=edited\n");
    const auto dirty = world.run_cli({"deploy"});
    const auto kept = read_file(checkout / "behaviour");
    git(checkout, {"checkout", "-q", "--", "behaviour"});

    write_file(checkout / "local", "a commit that nobody pushed\n");
    git(checkout, {"add", "local"});
    git(checkout, {"commit", "-q", "-m", "local"});
    const auto diverged = world.run_cli({"deploy"});
    git(checkout, {"reset", "-q", "--hard", "HEAD~1"});

    git(checkout, {"checkout", "-q", "--detach"});
    const auto detached = world.run_cli({"deploy"});
    git(checkout, {"checkout", "-q", "main"});

    expect_said(dirty, 3, "behaviour");
    CHECK(kept == "version=edited\n");
    expect_said(diverged, 3, "diverged");
    expect_said(detached, 3, "detached");
    expect_untouched(world, before);
}

TEST_CASE("a branch that was pushed by force is refused") {
    if (skipped())
        return;
    World world;
    world.repository().commit({{"version", "2"}});
    world.start_by_hand();
    const Before before{world};
    const auto author = world.repository().author();
    git(author, {"commit", "-q", "--amend", "-m", "rewritten"});
    git(author, {"push", "-q", "--force", "origin", "main"});

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 3, "force-pushed");
    expect_untouched(world, before);
}

TEST_CASE("a remote that is not there is told as such") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    git(world.repository().checkout(),
        {"remote", "set-url", "origin", "https://user:s3cret-token@127.0.0.1:1/x.git"});

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 9, "127.0.0.1:1");
    CHECK_MESSAGE(run.err.find("s3cret-token") == std::string::npos, "no credential is shown");
    expect_untouched(world, before);
}

TEST_CASE("an engine, network, proxy or service that is missing is told before the build") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}});
    const auto good = world.config;

    world.config["docker"] = {{"socket", "/nonexistent/docker.sock"}};
    const auto engine = world.run_cli({"deploy"});
    world.config = good;
    world.config["container"].as_object()["network"] = "psyfit-test-no-network";
    const auto network = world.run_cli({"deploy"});
    world.config = good;
    world.config["proxy"].as_object()["container"] = "psyfit-test-no-proxy";
    const auto proxy = world.run_cli({"deploy"});
    world.config = good;
    world.config["service"] = "psyfit-test-no-service";
    const auto service = world.run_cli({"deploy"});
    world.config = good;

    expect_said(engine, 9, "/nonexistent/docker.sock");
    expect_said(network, 3, "docker network create psyfit-test-no-network");
    expect_said(proxy, 3, "psyfit-test-no-proxy");
    expect_said(service, 3, "psyfit-test-no-service");
    expect_untouched(world, before);
}

TEST_CASE(
    "a refusal after an earlier deployment was undone does not say that nothing was touched") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}, {"boot_ms", "60000"}});
    auto killed = world.start_cli({"deploy"});
    await_said(killed, "] gating");
    killed.send_signal(SIGKILL);
    killed.wait(longest_wait);
    world.config["container"].as_object()["network"] = "psyfit-test-no-network";

    const auto run = world.run_cli({"deploy"});

    expect_refused(run, 3,
                   {.error = "psyfit-test-no-network",
                    .serves = "see psyfit-deploy",
                    .fix = "docker network create"});
    expect_untouched(world, before);
}

TEST_CASE("a master key that is missing, empty or wrong is told before the build") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}});
    const auto key = world.repository().checkout() / "config/master.key";

    write_file(key, "");
    const auto empty = world.run_cli({"deploy"});
    write_file(key, "0123456789abcdef0123456789abcdef\n");
    const auto wrong = world.run_cli({"deploy"});
    std::filesystem::remove(key);
    const auto missing = world.run_cli({"deploy"});

    expect_said(empty, 3, "empty");
    expect_said(wrong, 3, "master key");
    CHECK(wrong.err.find("0123456789abcdef") == std::string::npos);
    expect_said(missing, 3, "no master key");
    expect_untouched(world, before);
}

TEST_CASE("a name that a stranger has taken is left to the stranger") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const auto revision = world.repository().commit({{"version", "2"}});
    const auto name = world.service() + "-" + revision.substr(0, 7) + "-known-id";
    docker({"create", "--name", name, "--label", "psyfit.test=" + world.id(),
            world.service() + ":latest"});
    const Before before{world};

    const auto run = world.run_cli({"deploy", "--id", "known-id"});

    expect_said(run, 5, name);
    expect_untouched(world, before);
}

TEST_CASE("a second deployment at the same time is told who holds the lock") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    std::filesystem::create_directories(world.root() / "state");
    std::filesystem::permissions(world.root() / "state", std::filesystem::perms::owner_all);
    auto held = deploy::HostLock::acquire(world.root() / "state" / (world.proxy_name() + ".lock"),
                                          "somebody else", std::chrono::seconds{0}, {});
    REQUIRE(held.has_value());

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 8, "somebody else");
    expect_untouched(world, before);
}

TEST_CASE("a service that the proxy holds back is not deployed to") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.proxy({"stop", world.service(), "--drain-timeout=1s"});

    const auto run = world.run_cli({"deploy"});
    world.proxy({"resume", world.service()});

    expect_said(run, 3, "resume");
    CHECK(world.version() == "1");
}

TEST_CASE("a proxy that is down is told, and one that stops answering leaves the route in doubt to "
          "nobody") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    const auto incumbent = world.routed()->id;

    docker({"stop", "-t", "15", world.proxy_name()});
    const auto down = world.run_cli({"deploy"});
    docker({"start", world.proxy_name()});
    docker({"pause", world.proxy_name()});
    const auto paused = world.run_cli({"deploy"});
    docker({"unpause", world.proxy_name()});

    expect_said(down, 3, "docker start " + world.proxy_name());
    expect_said(paused, 3, "docker unpause " + world.proxy_name());
    CHECK(world.routed()->id == incumbent);
    CHECK(world.containers().size() == 1);
}

TEST_CASE("a proxy that refuses the candidate leaves the incumbent in place") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.config["proxy"].as_object()["deploy_timeout"] = "2s";
    world.repository().commit({{"version", "2"}, {"mode", "shy"}});

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 5, "failed to become healthy");
    expect_untouched(world, before);
}
