// SPDX-License-Identifier: MIT
// The program is killed while it moves the checkout or builds, and the build goes wrong at the
// engine: the next deployment of the same commit lives.
#include "kill/blows.hpp"

using namespace deploy::test;

namespace {

const Words deploy_commit{"deploy"};

/// A commit after the other is struck, until one is live before the turn of its blow comes; gives
/// how many were.
int sweep(Site& site, int first_version, const std::function<Blow(int)>& blow_at) {
    for (int at = 1;; ++at) {
        site.world().repository().commit({{"version", std::to_string(first_version + at)}});
        const auto blow = blow_at(at);
        const bool struck = site.strike(deploy_commit, blow);
        INFO(blow.name, " ", site.struck_call());
        if (!struck) {
            CHECK_MESSAGE(site.last_run().exit_code == 0, site.last_run().err);
            site.expect_tidy();
            return at - 1;
        }
        if (site.last_run().exit_code != 128 + SIGKILL)
            site.expect_truthful();
        site.expect_recovered();
        site.expect_next_deployment_lives(deploy_commit);
        CHECK(site.world().version() == std::to_string(first_version + at));
    }
}

bool changes(const EngineCall& call) { return call.changes(); }

bool changes_containers(const EngineCall& call) {
    return call.changes() && call.kind() != "POST /build";
}

bool builds(const EngineCall& call) { return call.kind() == "POST /build"; }

} // namespace

TEST_CASE("a checkout or build that is killed or cut short is in nobody's way") {
    if (Load::skipped())
        return;
    Site site{"checkouts and builds cut short"};
    const auto checkout = site.world().repository().checkout();

    CHECK(sweep(site, 100, [&](int at) {
              return killed_in(checkout, "before:" + std::to_string(at) + ":rename");
          }) > 1);
    for (const auto fault : {Fault::kill_sent, Fault::truncate})
        CHECK(sweep(site, fault == Fault::truncate ? 200 : 300,
                    [&](int at) { return at_engine(fault, at, builds); }) == 1);

    site.conclude();
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("what is killed anywhere in the checkout or the build's context is begun anew") {
    if (Load::skipped())
        return;
    Site site{"killed in the checkout and the context"};
    int version = 10'000;

    for (const auto& folder :
         {site.world().repository().checkout(), site.world().root() / "state" / "build-"})
        for (const auto* when : {"before", "after", "torn"})
            CHECK(sweep(site, version += 1000, [&](int at) {
                      return killed_in(folder, when + (":" + std::to_string(at)) +
                                                   (*when == 't' ? ":write" : ""));
                  }) > 1);

    site.conclude();
}

TEST_CASE("a disk that fails under the checkout or the build's context spoils nothing") {
    if (Load::skipped())
        return;
    Site site{"a disk that fails under the checkout and the context"};
    int version = 20'000;

    for (const auto& folder :
         {site.world().repository().checkout(), site.world().root() / "state" / "build-"})
        for (const auto* more : {"", "+"})
            CHECK(sweep(site, version += 1000, [&](int at) {
                      return failing_in(folder, "write:ENOSPC:" + std::to_string(at) + more);
                  }) > 0);

    site.conclude();
}

TEST_CASE("what is killed anywhere in a deployment that builds and migrates ends well") {
    if (Load::skipped())
        return;
    Site site{"killed with a build and a release command"};
    site.world().config["release"] = {{"command", boost::json::array{"migrate"}}};
    int version = 40'000;

    for (const auto* when : {"before", "after", "torn"})
        CHECK(sweep(site, version += 1000, [&](int at) {
                  return killed_at_journal(when + (":" + std::to_string(at)) +
                                           (*when == 't' ? ":write" : ""));
              }) > 10);
    for (const auto fault : {Fault::kill_before, Fault::kill_unanswered})
        CHECK(sweep(site, version += 1000, [&](int at) { return at_engine(fault, at, changes); }) >
              8);

    site.conclude();
}

TEST_CASE("whatever the engine does to a build's calls, it is begun anew") {
    if (Load::skipped())
        return;
    Site site{"builds that fail in every way"};
    int version = 30'000;

    for (const auto fault :
         {Fault::kill_before, Fault::kill_sent, Fault::kill_unanswered, Fault::error_500,
          Fault::error_503, Fault::cut_before, Fault::cut_after, Fault::truncate, Fault::garbage,
          Fault::wrong_length})
        for (const bool forever : {false, true})
            CHECK(sweep(site, version += 1000,
                        [&](int at) { return at_engine(fault, at, builds, forever); }) == 1);

    site.conclude();
}

TEST_CASE("whatever the engine does to a release command's calls, all ends well") {
    if (Load::skipped())
        return;
    Site site{"release commands by an engine that fails"};
    site.world().config["release"] = {{"command", boost::json::array{"migrate"}}};
    int version = 60'000;

    for (const auto fault : {Fault::error_500, Fault::cut_after, Fault::truncate, Fault::garbage})
        for (const bool forever : {false, true})
            CHECK(sweep(site, version += 1000, [&](int at) {
                      return at_engine(fault, at, changes_containers, forever);
                  }) > 8);

    site.conclude();
}

TEST_SUITE_END();
