// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <deploy/cleanup.hpp>
#include <deploy/json.hpp>
#include <deploy/lock.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// One version serves, two were live before it, and an image has lost its name.
struct CleanupSite : ServiceOnHost {
    CleanupSite() {
        config.cleanup.images = 1;
        host.add_image("psyfit-local:new", "");
        serve();
        for (const auto* name : {"psyfit-web-1", "psyfit-web-2"}) {
            auto& former = leave(name, name);
            former.status = "exited";
            former.image_id = "sha256:psyfit-local:new";
        }
        host.add_image("lost", "");
        host.images.erase("lost");
        host.build_cache = 1000;
    }

    Result<Cleanup> clean(Changes changes = Changes::made, std::stop_token stop = {}) {
        return clean_up(config, process.ports(), {.changes = changes}, stop);
    }
};

} // namespace

TEST_CASE("a clean-up removes what is not needed, and tells how much became free") {
    CleanupSite site;

    const auto done = site.clean();

    REQUIRE(done);
    CHECK(done->complete());
    CHECK(done->gone.size() == 2);
    CHECK(site.host.find("psyfit-web-1") == nullptr);
    CHECK(site.host.find("psyfit-web-2") != nullptr);
    CHECK(site.host.routed() != nullptr);
    CHECK_FALSE(site.host.images.contains("sha256:lost"));
    CHECK(site.host.pruned_unused_for == std::chrono::hours{7 * 24});
    CHECK(done->build_cache == 1000);
    CHECK(done->freed == 1000 + 100 + 10);
}

TEST_CASE("a second clean-up finds nothing") {
    CleanupSite site;
    REQUIRE(site.clean());

    const auto again = site.clean();

    REQUIRE(again);
    CHECK(again->gone.empty());
    CHECK(again->freed == 0);
}

TEST_CASE("to tell what a clean-up would do changes nothing and asks once for each list") {
    CleanupSite site;
    const auto before = site.host.mutations;

    const auto told = site.clean(Changes::told);

    REQUIRE(told);
    CHECK(told->gone.size() == 2);
    CHECK_FALSE(told->freed);
    CHECK(site.host.mutations == before);
    CHECK_MESSAGE(site.host.faults.calls() < 10, "no question for each container");
    const auto all = HostLock::held_by(lock_file(site.config));
    CHECK(all);
}

TEST_CASE("what cannot be removed is told, and the rest goes on") {
    for (const auto* struck :
         {"engine.remove", "engine.remove_image", "engine.prune_build_cache"}) {
        CAPTURE(struck);
        CleanupSite plain;
        REQUIRE(plain.clean());
        const auto& trace = plain.host.faults.trace();
        const auto at = std::ranges::find(trace, struck) - trace.begin();
        CleanupSite site;
        site.host.faults.fault = Fault::error;
        site.host.faults.at = static_cast<int>(at);

        const auto done = site.clean();

        REQUIRE(done);
        CHECK_FALSE(done->complete());
        CHECK_MESSAGE(site.host.faults.calls() == plain.host.faults.calls(), "all is tried");
        site.host.faults.fault = Fault::none;
        CHECK(site.clean()->complete());
    }
}

TEST_CASE("an image keeps its names while a container that uses it could not be removed") {
    CleanupSite site;
    site.host.add_image("psyfit-local:0", "");
    site.host.find("psyfit-web-1")->image_id = "sha256:psyfit-local:0";
    site.host.images.at("sha256:psyfit-local:0").created_at = "0";
    CleanupSite plain;
    REQUIRE(plain.clean());
    const auto& trace = plain.host.faults.trace();
    site.host.faults.fault = Fault::error;
    site.host.faults.at =
        static_cast<int>(std::ranges::find(trace, "engine.remove") - trace.begin());

    const auto done = site.clean();

    REQUIRE(done);
    CHECK_FALSE(done->complete());
    CHECK(site.host.images.contains("psyfit-local:0"));
}

TEST_CASE("how much became free is not told where the engine cannot count") {
    CleanupSite plain;
    REQUIRE(plain.clean());
    const auto& trace = plain.host.faults.trace();
    CleanupSite site;
    site.host.faults.fault = Fault::error;
    site.host.faults.at =
        static_cast<int>(std::ranges::find(trace, "engine.disk_usage") - trace.begin());

    const auto done = site.clean();

    REQUIRE(done);
    CHECK(done->complete());
    CHECK_FALSE(done->freed);
}

TEST_CASE("an unfinished deployment, an engine, a proxy or a journal that fails: nothing goes") {
    CleanupSite unfinished;
    unfinished.host.records.push_back({.state = State::gating, .release = {.id = "7"}});
    CHECK(unfinished.clean().error().is(Errc::precondition));
    CHECK(unfinished.host.mutations == 0);

    CleanupSite plain;
    REQUIRE(plain.clean());
    const auto& trace = plain.host.faults.trace();
    const auto first_act = std::ranges::find(trace, "engine.disk_usage") - trace.begin();
    for (int call = 0; call < first_act; ++call) {
        CleanupSite site;
        site.host.faults.fault = Fault::error;
        site.host.faults.at = call;
        CHECK(site.clean().error().is(Errc::unreachable));
        CHECK(site.host.mutations == 0);
    }
}

TEST_CASE("a clean-up and a deployment exclude each other; to tell what it would do does not") {
    CleanupSite site;
    const auto held = HostLock::acquire(lock_file(site.config), "a test", {}, {});
    REQUIRE(held);

    CHECK(site.clean().error().is(Errc::locked));
    CHECK(site.clean(Changes::told));
    CHECK(site.host.mutations == 0);
}

TEST_CASE("a clean-up that is asked to stop leaves the rest") {
    CleanupSite site;
    std::stop_source stop;
    stop.request_stop();

    const auto done = site.clean(Changes::made, stop.get_token());

    REQUIRE(done);
    CHECK_FALSE(done->complete());
    CHECK(site.host.find("psyfit-web-1") != nullptr);
}

TEST_CASE("a clean-up in JSON has what goes, what stays and the bytes") {
    CleanupSite site;
    const auto told = site.clean(Changes::told);
    REQUIRE(told);
    auto json = to_json(*told);
    CHECK(json.at("gone").as_array().size() == told->gone.size());
    CHECK(json.at("gone").at(0).at("kind") == "container");
    CHECK(json.at("gone").at(0).at("name") == "psyfit-web-1");
    CHECK(json.at("freed_bytes").is_null());
    CHECK(json.at("complete") == true);

    const auto done = site.clean();
    REQUIRE(done);
    CHECK(to_json(*done).at("freed_bytes") == *done->freed);
}
