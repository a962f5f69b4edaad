// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/plan.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

TEST_CASE("a plan fetches and changes nothing else") {
    ServiceOnHost on;
    on.serve();
    const auto route = on.host.route->target;

    REQUIRE(on.plan());

    CHECK(on.host.mutations == 0);
    CHECK(std::ranges::count(on.host.faults.trace(), "source.fetch") == 1);
    CHECK(on.host.records.empty());
    CHECK(on.host.containers.size() == 1);
    CHECK(on.host.route->target == route);
    CHECK(on.host.head == std::string(40, 'a'));
}

TEST_CASE("a plan tells commit, image, candidate and incumbent") {
    ServiceOnHost on;
    on.serve();

    const auto plan = on.plan({.id = "7"});

    REQUIRE(plan);
    CHECK(plan->release.kind == Kind::deploy);
    CHECK(plan->release.revision == on.host.remote);
    CHECK(plan->release.image == "psyfit-local:bbbbbbbbbbbb");
    CHECK(plan->release.candidate == "psyfit-web-bbbbbbb-7");
    CHECK(plan->release.incumbent.value().name == "psyfit-web-old");
    CHECK_FALSE(plan->image_exists);
    REQUIRE(plan->commits.size() == 1);
    CHECK(plan->commits[0].id == on.host.remote);
    CHECK(plan->settings.front() == "image: psyfit-local:bbbbbbbbbbbb");
}

TEST_CASE("a plan says whether the image exists, in which case there is no build") {
    ServiceOnHost on;
    on.serve();
    on.host.add_image("psyfit-local:bbbbbbbbbbbb", on.host.remote);

    CHECK(on.plan()->image_exists);
    CHECK_FALSE(on.plan({.rebuild = true})->image_exists);
}

TEST_CASE("an image of that name that tells another commit will be built anew") {
    ServiceOnHost on;
    on.serve();
    on.host.add_image("psyfit-local:bbbbbbbbbbbb", "another");

    CHECK_FALSE(on.plan()->image_exists);
}

TEST_CASE("a plan names the keys of the environment that change, never their values") {
    ServiceOnHost on;
    on.serve().env = {"PATH=/bin", "MODE=calm-and-quiet", "KEPT=1"};
    on.config.environment.set = {{"MODE", "sesame-opens"}, {"NEW", "2"}};

    const auto plan = on.plan();

    REQUIRE(plan);
    CHECK(plan->release.environment.added == std::vector<std::string>{"NEW"});
    CHECK(plan->release.environment.changed == std::vector<std::string>{"MODE"});
    CHECK(plan->release.environment.dropped.empty());
    for (const auto& line : plan->settings)
        CHECK_MESSAGE(line.find("sesame-opens") == std::string::npos, line);
}

TEST_CASE("a plan without a pull looks at what is checked out and fetches nothing") {
    ServiceOnHost on;
    on.serve();

    const auto plan = on.plan({.pull = false});

    REQUIRE(plan);
    CHECK(plan->release.revision == on.host.head);
    CHECK(std::ranges::count(on.host.faults.trace(), "source.fetch") == 0);
}

TEST_CASE("a plan with an image takes the commit from its label and asks no repository") {
    ServiceOnHost on;
    on.serve();
    on.host.add_image("elsewhere:1", "c0ffee0");

    const auto plan = on.plan({.image = "elsewhere:1"});

    REQUIRE(plan);
    CHECK(plan->release.image == "elsewhere:1");
    CHECK(plan->release.revision == "c0ffee0");
    CHECK(plan->image_exists);
    for (const auto& call : on.host.faults.trace())
        CHECK_MESSAGE(!call.starts_with("source."), call);
}

TEST_CASE("a plan with an image that is not there has the error of the deployment") {
    ServiceOnHost on;
    on.serve();

    const auto plan = on.plan({.image = "nowhere:1"});

    REQUIRE_FALSE(plan);
    CHECK(plan.error().is(Errc::precondition));
    CHECK(plan.error().message.find("nowhere:1") != std::string::npos);
}

TEST_CASE("a plan for a live service whose route is lost says recover") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.route.reset();

    const auto plan = on.plan();

    REQUIRE_FALSE(plan);
    CHECK(plan.error().is(Errc::precondition));
    CHECK(plan.error().fix == "psyfit-deploy recover");
}

TEST_CASE("a plan has the errors of a deployment's checks") {
    ServiceOnHost on;
    CHECK(on.plan().error().is(Errc::precondition));

    on.serve();
    CHECK(on.plan({.first = true}).error().is(Errc::precondition));
    on.host.route->traffic = Traffic::paused;
    CHECK(on.plan().error().is(Errc::precondition));
}

TEST_CASE("a plan takes the incumbent's memory limit for what a second one needs") {
    ServiceOnHost on;
    on.serve().host_config["Memory"] = 512;

    CHECK(on.plan()->memory_needed == 512);
}

TEST_CASE("two versions fit unless both figures are known and say otherwise") {
    CHECK(Plan{.memory_needed = 10, .memory_available = 10}.fits());
    CHECK_FALSE(Plan{.memory_needed = 11, .memory_available = 10}.fits());
    CHECK(Plan{.memory_needed = 0, .memory_available = 10}.fits());
    CHECK(Plan{.memory_needed = 11, .memory_available = 0}.fits());
}

TEST_CASE("a plan warns where the image that would be built may not fit on Docker's disk") {
    ServiceOnHost on;
    const auto& incumbent = on.serve();
    on.host.images[incumbent.image_id].size = 70;
    on.host.machine.space.available = 30;

    const auto plan = on.plan();

    REQUIRE(plan);
    REQUIRE(plan->warnings.size() == 1);
    CHECK(plan->warnings[0].find("Docker's disk") != std::string::npos);
    CHECK(on.plan({.image = "psyfit-local:old"})->warnings.empty());
    on.host.machine.space.available = 40;
    on.host.images[incumbent.image_id].size = 40;
    CHECK(on.plan()->warnings.empty());
}
