// SPDX-License-Identifier: MIT
#include "contract/docker_sandbox.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_FIXTURE(Sandbox, "a missing network is told before anything is created") {
    auto spec = world.spec("no-network");
    spec.attachments = {{.network = world.network + "-missing"}};

    const auto error = engine.create(spec).error();

    CHECK(error.is(Errc::precondition));
    CHECK(contains(error.message, "no network " + world.network + "-missing"));
    CHECK(error.fix == "docker network create " + world.network + "-missing");
    CHECK_FALSE(exists(spec.name));
}

TEST_CASE_FIXTURE(Sandbox, "a missing second network leaves no corpse") {
    auto spec = world.spec("no-second");
    spec.attachments.push_back({.network = world.network + "-missing"});

    CHECK(engine.create(spec).error().is(Errc::precondition));
    CHECK_FALSE(exists(spec.name));
}

TEST_CASE_FIXTURE(Sandbox, "a network that vanished is told at the start") {
    const auto lost = world.prefix + "-lost";
    docker.must({.method = "POST",
                 .path = "/networks/create",
                 .body = boost::json::object{{"Name", lost}}});
    auto spec = world.spec("lost");
    spec.attachments = {{.network = lost}};
    const auto id = engine.create(spec);
    docker.must({.method = "DELETE", .path = "/networks/" + lost});

    const auto error = engine.start(id.value()).error();

    CHECK(error.is(Errc::precondition));
    CHECK(contains(error.message, "network"));
}

TEST_CASE_FIXTURE(Sandbox, "all networks are attached with the aliases that people gave") {
    auto spec = world.spec("two");
    spec.attachments = {{.network = world.network, .aliases = {"web"}},
                        {.network = docker.second_network(), .aliases = {"db", "cache"}}};

    const auto container = look(docker.run(spec));

    REQUIRE(container.attachments.size() == 2);
    CHECK(container.attachments[0].network == world.network);
    CHECK(container.attachments[0].aliases == std::vector<std::string>{"web"});
    CHECK(container.attachments[1].aliases == std::vector<std::string>{"db", "cache"});
    CHECK(container.address_on(docker.second_network()));
    CHECK(container.host_config.at("NetworkMode").get_string() == world.network);
}

TEST_CASE_FIXTURE(Sandbox, "docker: a network is made once") {
    a_network_is_made_once(world);

    // By its name: a second one of the same name would make that ambiguous.
    docker.must({.method = "DELETE", .path = "/networks/" + world.prefix + "-made"});
}

TEST_CASE_FIXTURE(Sandbox, "an image whose registry does not answer is told with the way out") {
    const auto error = engine.pull("127.0.0.1:1/psyfit-test:none", {}).error();

    CHECK(error.is(Errc::unreachable));
    CHECK(contains(error.message, "fetch the image 127.0.0.1:1/psyfit-test:none"));
    CHECK(contains(error.fix, "docker pull 127.0.0.1:1/psyfit-test:none"));
}
