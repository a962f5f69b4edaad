// SPDX-License-Identifier: MIT
// The doctor on real parts: what it finds, what it leaves alone, and what it mends.
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <chrono>

using namespace deploy::test;

namespace {

/// `status` of a check, and what mends it.
struct Found {
    std::string status, fix;
};

Found found(const Finished& run, const std::string& id) {
    const auto document = boost::json::parse(run.out);
    for (const auto& check : document.at("checks").as_array())
        if (check.at("id").as_string() == id)
            return {std::string{check.at("status").as_string()},
                    std::string{check.at("fix").as_string()}};
    return {"absent", {}};
}

/// Its database and its Redis are elsewhere.
void have_no_servers(World& world) {
    for (const auto* server : {"database", "redis"})
        world.config[server] = {{"container", ""}};
}

} // namespace

TEST_CASE("the doctor tells what is well and what only works today, and changes nothing") {
    if (skipped())
        return;
    World world;
    have_no_servers(world);
    world.start_by_hand();
    const Before before{world};

    const auto began = std::chrono::steady_clock::now();
    const auto json = world.run_cli({"doctor", "--json"});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    const auto text = world.run_cli({"doctor"});
    const auto strict = world.run_cli({"doctor", "--strict"});

    INFO(text.out, text.err);
    MESSAGE("doctor: ", took.count(), " ms");
    CHECK(json.exit_code == 0);
    for (const auto* id :
         {"engine", "network", "proxy", "answer", "journal", "checkout", "master-key", "disk"})
        CHECK_MESSAGE(found(json, id).status == "ok", id);
    CHECK_MESSAGE(found(json, "route").status == "warn", "by hand it leads to an address");
    CHECK(found(json, "restart-policy").fix.starts_with("docker update --restart unless-stopped"));
    CHECK(text.exit_code == 0);
    CHECK(text.out.find("[ok]   engine: Docker Engine ") != std::string::npos);
    CHECK(text.out.find("\nwell: ") != std::string::npos);
    CHECK(strict.exit_code == 3);
    CHECK(world.routed()->id == before.routed->id);
    CHECK(world.containers().size() == before.containers.size());
}

TEST_CASE("the doctor mends a lost route when asked to") {
    if (skipped())
        return;
    World world;
    have_no_servers(world);
    world.start_by_hand();
    expect_done(world.run_cli({"deploy"}));
    world.proxy({"remove", world.service()});

    const auto sick = world.run_cli({"doctor", "--json"});
    const auto mended = world.run_cli({"doctor", "--fix", "--json"});

    INFO(sick.out, mended.out, mended.err);
    CHECK(sick.exit_code == 3);
    CHECK(found(sick, "journal").status == "fail");
    CHECK_MESSAGE(found(sick, "route").status == "fail", "it was looked at and left");
    CHECK(mended.exit_code == 0);
    CHECK(found(mended, "journal").status == "ok");
    CHECK(found(mended, "route").status == "ok");
    CHECK(world.version() == "1");
}

TEST_CASE("without an engine or a proxy the doctor says so, and looks at the rest") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const auto good = world.config;

    world.config["docker"] = {{"socket", "/nonexistent/docker.sock"}};
    const auto engine = world.run_cli({"doctor", "--json"});
    world.config = good;
    world.config["proxy"].as_object()["container"] = "psyfit-test-no-proxy";
    const auto proxy = world.run_cli({"doctor", "--json"});

    CHECK(engine.exit_code == 3);
    CHECK(found(engine, "engine").status == "fail");
    CHECK_MESSAGE(found(proxy, "redis").status == "fail", "there is none of that name");
    CHECK(found(engine, "disk").status == "ok");
    CHECK(proxy.exit_code == 3);
    CHECK(found(proxy, "proxy").status == "fail");
    CHECK(found(proxy, "engine").status == "ok");
}
