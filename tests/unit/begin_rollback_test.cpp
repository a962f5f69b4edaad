// SPDX-License-Identifier: MIT
#include "operations/begin.hpp"

#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A service with an incumbent and two stopped containers that were live before it.
struct Former : ServiceOnHost {
    Former() {
        serve();
        leave("psyfit-web-first", "t1");
        leave("psyfit-web-second", "t2");
    }

    Result<Deployment> begin(const std::optional<std::string>& container = {}) {
        auto situation = look_around(config, process.ports());
        REQUIRE(situation);
        return begin_rollback(*situation, config, process.ports(), container, {});
    }

    /// The refusal, which must list what would be possible.
    Error refused(const std::string& container) {
        const auto begun = begin(container);
        REQUIRE_FALSE(begun);
        CHECK(begun.error().is(Errc::invalid_input));
        CHECK_MESSAGE(begun.error().message.find("psyfit-web-second  (commit unknown, last live t2)"
                                                 "\n  psyfit-web-first") != std::string::npos,
                      begun.error().message);
        CHECK(begun.error().fix == "psyfit-deploy rollback psyfit-web-second");
        return begun.error();
    }
};

bool has(const Error& error, std::string_view part) {
    return error.message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a rollback without a name goes to the newest container that was live") {
    Former former;
    former.host.find("psyfit-web-second")->labels[std::string{label::revision}] = "c0ffee";

    const auto begun = former.begin();

    REQUIRE(begun);
    const auto& release = begun->release;
    CHECK(release.kind == Kind::rollback);
    CHECK(release.candidate == "psyfit-web-second");
    CHECK(release.candidate_id == former.host.find("psyfit-web-second")->id);
    CHECK(release.revision == "c0ffee");
    CHECK(release.image == "psyfit-local:old");
    CHECK(release.incumbent.value().name == "psyfit-web-old");
    CHECK(release.before.value().target == former.host.route->target);
    CHECK(release.route.target == former.host.find("psyfit-web-second")->short_id() + ":3000");
    CHECK(release.route.hosts == former.host.route->hosts);
}

TEST_CASE("a rollback goes to the container named, by name or id") {
    Former former;
    const auto id = former.host.find("psyfit-web-first")->id;

    CHECK(former.begin("psyfit-web-first")->release.candidate_id == id);
    CHECK(former.begin(id.substr(0, 12))->release.candidate_id == id);
}

TEST_CASE("a rollback without a name passes over a container that runs") {
    Former former;
    former.host.begin(*former.host.find("psyfit-web-second"));

    CHECK(former.begin()->release.candidate == "psyfit-web-first");
}

TEST_CASE("a rollback to an unknown container lists the possible ones") {
    CHECK(has(Former{}.refused("psyfit-web-typo"), "there is no container 'psyfit-web-typo'"));
}

TEST_CASE("a rollback to somebody else's container lists the possible ones") {
    Former former;
    former.host.add("postgres", "psyfit-local:old", false);

    CHECK(has(former.refused("postgres"), "postgres was never live as psyfit-web"));
}

TEST_CASE("a rollback to a running container lists the possible ones") {
    Former former;
    former.host.begin(*former.host.find("psyfit-web-first"));

    CHECK(has(former.refused("psyfit-web-first"), "is running beside what serves"));
}

TEST_CASE("a rollback to what serves already lists the possible ones") {
    CHECK(has(Former{}.refused("psyfit-web-old"), "psyfit-web-old serves already"));
}

TEST_CASE("a container started by hand from the service's image is taken by its name") {
    Former former;
    former.host.add("psyfit-web-by-hand", "psyfit-local:old", false);

    const auto begun = former.begin("psyfit-web-by-hand");

    REQUIRE(begun);
    CHECK(begun->release.candidate == "psyfit-web-by-hand");
}

TEST_CASE("a candidate that was never live is not taken for one started by hand") {
    Former former;
    auto& failed = former.host.add("psyfit-web-failed", "psyfit-local:old", false);
    failed.labels[std::string{label::deployment}] = "20261124-201500-3f9a";

    CHECK(has(former.refused("psyfit-web-failed"), "was never live"));
}

TEST_CASE("a container of another image is not taken for one started by hand") {
    Former former;
    former.host.add_image("redis:7", "");
    former.host.add("psyfit-web-cache", "redis:7", false);

    CHECK(has(former.refused("psyfit-web-cache"), "was never live"));
}

TEST_CASE("with no container that was live there is nothing to roll back to") {
    ServiceOnHost on;
    on.serve();

    const auto outcome = on.roll_back();

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().is(Errc::invalid_input));
    CHECK(has(outcome.error(), "there is nothing to roll back to"));
    CHECK(on.host.records.empty());
}

TEST_CASE("a container that the proxy cannot reach is refused with the command that mends it") {
    Former former;
    former.host.find("psyfit-web-first")->attachments = {{.network = "bridge"}};

    const auto begun = former.begin("psyfit-web-first");

    REQUIRE_FALSE(begun);
    CHECK(begun.error().is(Errc::precondition));
    CHECK(begun.error().fix == "docker network connect kamal psyfit-web-first");
}

TEST_CASE("a rollback needs no incumbent, for it may be what is wrong") {
    Former former;
    former.host.containers.erase(former.host.find("psyfit-web-old")->id);

    const auto outcome = former.roll_back();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(former.host.routed()->name == "psyfit-web-second");
}

TEST_CASE("a route that was lost while what was live still runs is for recover") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.route.reset();
    auto situation = look_around(on.config, on.process.ports());
    REQUIRE(situation);

    const auto begun = begin_rollback(*situation, on.config, on.process.ports(), {}, {});
    const auto first =
        begin_deploy(*situation, on.config, on.process.ports(), Intent{.first = true});

    for (const auto& each : {begun, first}) {
        REQUIRE_FALSE(each);
        CHECK(each.error().is(Errc::precondition));
        CHECK(each.error().fix == "psyfit-deploy recover");
    }
}

TEST_CASE("a route that was lost with what was live leads to what is rolled back to") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.containers.erase(on.host.routed()->id);
    const auto lost = *std::exchange(on.host.route, std::nullopt);

    const auto outcome = on.roll_back();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    REQUIRE(on.host.route);
    CHECK(on.host.route->hosts == lost.hosts);
    CHECK(on.host.routed()->name == "psyfit-web-old");
}

TEST_CASE("a rollback where nothing was ever live says how to begin") {
    ServiceOnHost on;
    on.serve();
    on.host.route.reset();

    const auto outcome = on.roll_back();

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fix.starts_with("psyfit-deploy --first"));
}
