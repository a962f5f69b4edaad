// SPDX-License-Identifier: MIT
// What finishes a killed deployment is killed as well, wherever it can be; then it ends well.
#include "kill/blows.hpp"

using namespace deploy::test;

namespace {

using BlowAt = std::function<Blow(int)>;
enum class Finish { recover, next_deployment };

bool changes(const EngineCall& call) { return call.changes(); }

/// The deployment is killed by the first blow, its recovery at one point after the other; gives how
/// many points there were.
int sweep(Site& site, Job job, const Blow& first, const BlowAt& second_at,
          Finish how = Finish::recover) {
    for (int at = 1;; ++at) {
        const auto second = second_at(at);
        INFO((job == Job::deploy ? "deploy, " : "rollback, "), first.name, ", then recover, ",
             second.name);
        REQUIRE_MESSAGE(site.strike(site.words(job), first), "the first blow strikes");
        const bool struck = site.strike_recovery(second);
        site.expect_serving();
        if (how == Finish::next_deployment && struck)
            site.expect_next_deployment_lives(site.words(Job::deploy));
        else
            site.expect_recovered();
        if (!struck)
            return at - 1;
    }
}

/// Recovery is killed at every record and change.
void sweep_recovery(Site& site, Job job, const Blow& first) {
    CHECK(sweep(site, job, first, [](int at) {
              return killed_at_journal("before:" + std::to_string(at) + ":write");
          }) > 0);
    for (const auto fault : {Fault::kill_before, Fault::kill_unanswered})
        CHECK(sweep(site, job, first, [&](int at) { return at_engine(fault, at, changes); }) > 0);
}

Blow unanswered(std::string kind) {
    return at_engine(Fault::kill_unanswered, 1, [kind = std::move(kind)](const EngineCall& call) {
        return call.kind() == kind;
    });
}

} // namespace

TEST_CASE("a recovery that is killed is recovered from") {
    if (Load::skipped())
        return;
    Site site{"recovery killed"};

    sweep_recovery(site, Job::deploy, unanswered("POST /containers/*/start"));
    sweep_recovery(site, Job::deploy, unanswered("POST /exec/*/start"));

    site.conclude();
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("a recovery that is killed anywhere is recovered from") {
    if (Load::skipped())
        return;
    Site site{"recovery killed at every call"};

    for (const auto job : {Job::deploy, Job::rollback})
        for (const auto* kind :
             {"POST /containers/create", "POST /containers/*/update", "POST /containers/*/start",
              "POST /containers/*/exec", "POST /exec/*/start", "POST /containers/*/stop",
              "POST /images/*/tag"}) {
            const std::string name{kind};
            const bool only_deploy = name.ends_with("create");
            const bool only_rollback = name.ends_with("update");
            if (job == Job::deploy ? only_rollback : only_deploy)
                continue;
            const auto first = unanswered(name);
            for (const auto* when : {"before", "after"})
                CHECK(sweep(site, job, first, [&](int at) {
                          return killed_at_journal(std::string{when} + ":" + std::to_string(at));
                      }) > 0);
            for (const auto fault : {Fault::kill_before, Fault::kill_unanswered})
                CHECK(sweep(site, job, first, [&](int at) { return at_engine(fault, at); }) > 0);
        }

    site.conclude();
}

TEST_CASE("a deployment whose recovery was killed is finished by the next one") {
    if (Load::skipped())
        return;
    Site site{"recovery killed, then the next deployment"};

    for (const auto* kind : {"POST /containers/create", "POST /containers/*/start",
                             "POST /exec/*/start", "POST /containers/*/stop"})
        for (const auto fault : {Fault::kill_before, Fault::kill_unanswered})
            CHECK(sweep(
                      site, Job::deploy, unanswered(kind),
                      [&](int at) { return at_engine(fault, at, changes); },
                      Finish::next_deployment) > 0);

    site.conclude();
}

TEST_SUITE_END();
