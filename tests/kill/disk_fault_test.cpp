// SPDX-License-Identifier: MIT
// The disk of the state folder fails a deployment; the program is killed while its journal is
// replaced by a shorter one.
#include "adapters/file_journal.hpp"
#include "adapters/system_clock.hpp"
#include "kill/blows.hpp"

using namespace deploy::test;
using deploy::State;

namespace {

std::filesystem::path state_of(Site& site) { return site.world().root() / "state"; }

/// One call after the other fails, until the job ends before its turn comes; gives how many there
/// were. `more` is `+` for every later one too.
int sweep(Site& site, Job job, const std::string& call, const std::string& more) {
    for (int at = 1;; ++at) {
        const auto blow = failing_in(state_of(site), call + ":" + std::to_string(at) + more);
        INFO((job == Job::deploy ? "deploy, " : "rollback, "), blow.name);
        if (!site.strike(site.words(job), blow)) {
            CHECK_MESSAGE(site.last_run().exit_code == 0, site.last_run().err);
            site.expect_tidy();
            return at - 1;
        }
        site.expect_truthful();
        site.expect_recovered();
    }
}

/// Makes the journal so long that each deployment begins with a shorter one in its place.
void fill_journal(Site& site) {
    deploy::SystemClock clock;
    deploy::FileJournal journal{state_of(site), site.world().service(), clock};
    deploy::Record record{.state = State::reverted, .cause = std::string(300 * 1024, 'x')};
    record.release.id = "20200101-000000-0000";
    record.release.service = site.world().service();
    REQUIRE(journal.append(record).has_value());
}

} // namespace

TEST_CASE("a full disk under the journal ends nothing that serves") {
    if (Load::skipped())
        return;
    Site site{"no room for the journal"};

    CHECK(sweep(site, Job::deploy, "write:ENOSPC", "+") > 10);

    site.conclude();
}

TEST_CASE("what is killed while the journal is replaced by a shorter one ends well") {
    if (Load::skipped())
        return;
    Site site{"killed while the journal is replaced"};
    constexpr int calls_of_replacement = 3;

    for (int at = 1; at <= calls_of_replacement + 1; ++at) {
        fill_journal(site);
        const auto blow = killed_at_journal("before:" + std::to_string(at));
        INFO(blow.name);
        REQUIRE(site.strike(site.words(Job::deploy), blow));
        site.expect_serving();
        site.expect_next_deployment_lives(site.words(Job::deploy));
    }

    site.conclude();
}

TEST_CASE("a journal that cannot be replaced by a shorter one ends nothing that serves") {
    if (Load::skipped())
        return;
    Site site{"a journal that cannot be replaced"};

    for (const auto* error : {"EIO", "ENOSPC"})
        for (const auto* more : {"", "+"}) {
            fill_journal(site);
            const auto blow =
                failing_in(state_of(site), "rename:" + std::string{error} + ":1" + more);
            INFO(blow.name);
            REQUIRE(site.strike(site.words(Job::deploy), blow));
            site.expect_truthful();
            site.expect_recovered();
        }

    site.conclude();
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("whatever the disk does to the state folder, all ends well") {
    if (Load::skipped())
        return;
    Site site{"a disk that fails"};

    for (const auto job : {Job::deploy, Job::rollback})
        for (const auto* more : {"", "+"})
            for (const auto* call : {"write:ENOSPC", "write:EIO", "sync:EIO", "sync:ENOSPC",
                                     "open:EMFILE", "open:EACCES"})
                CHECK(sweep(site, job, call, more) > 6);

    site.conclude();
}

TEST_CASE("what is interrupted or only half written is taken up again") {
    if (Load::skipped())
        return;
    Site site{"writes that are interrupted, or half done"};

    for (const auto job : {Job::deploy, Job::rollback})
        for (const auto* call : {"write:EINTR", "write:SHORT"}) {
            int at = 1;
            for (; site.strike(site.words(job),
                               failing_in(state_of(site), call + (":" + std::to_string(at))));
                 ++at) {
                CAPTURE(at);
                CHECK_MESSAGE(site.last_run().exit_code == 0, site.last_run().err);
                site.expect_tidy();
            }
            CHECK(at > 6);
        }

    site.conclude();
}

TEST_SUITE_END();
