// SPDX-License-Identifier: MIT
// What the journal has on the medium, and when. The system calls are this program's own, so that it
// sees their order and can make them fail.
#include "adapters/file_journal.hpp"
#include "adapters/system_clock.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include <cerrno>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace deploy;

namespace {

struct Medium {
    std::vector<std::string> calls; ///< `write`, `sync file`, `sync directory`, `rename`.
    bool refuses = false;
};
Medium medium;

std::string kind_of(int fd) {
    struct stat info {};
    return ::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode) ? "directory" : "file";
}

} // namespace

extern "C" int fsync(int fd) {
    medium.calls.push_back("sync " + kind_of(fd));
    if (medium.refuses) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, fd));
}

extern "C" ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
    medium.calls.emplace_back("write");
    return ::syscall(SYS_pwrite64, fd, bytes, size, offset);
}

extern "C" int renameat(int from_dir, const char* from, int to_dir, const char* to) noexcept {
    medium.calls.emplace_back("rename");
    return static_cast<int>(::syscall(SYS_renameat, from_dir, from, to_dir, to));
}

namespace {

struct Fixture {
    test::TemporaryFolder folder;
    SystemClock clock;
    FileJournal journal{folder.path() / "state", "web", clock};

    Fixture() { medium = {}; }

    std::vector<std::string> calls_of(State state) {
        Record record{.state = state};
        record.release.id = "20261124-201500-3f9a";
        record.reached = state;
        medium.calls.clear();
        appended = journal.append(record);
        return medium.calls;
    }

    Result<> appended;
};

using Calls = std::vector<std::string>;

} // namespace

TEST_CASE_FIXTURE(Fixture, "the names of a new journal and its folder are on the medium first") {
    CHECK(calls_of(State::pulling) ==
          Calls{"sync directory", "sync directory", "write", "sync file"});
}

TEST_CASE_FIXTURE(Fixture, "a record of a state that acts is on the medium before the state acts") {
    calls_of(State::pulling);
    for (const auto state :
         {State::building, State::releasing, State::starting, State::switching, State::verifying,
          State::retiring, State::reverting, State::live, State::reverted, State::stuck}) {
        CAPTURE(to_string(state));
        CHECK(calls_of(state) == Calls{"write", "sync file"});
    }
}

TEST_CASE_FIXTURE(Fixture, "a record of a state that only looks waits for nothing") {
    calls_of(State::pulling);
    for (const auto state : {State::capturing, State::gating, State::watching}) {
        CAPTURE(to_string(state));
        CHECK(calls_of(state) == Calls{"write"});
    }
}

TEST_CASE_FIXTURE(Fixture, "a medium that refuses is an error, and the record is gone") {
    calls_of(State::pulling);
    medium.refuses = true;

    calls_of(State::building);

    medium.refuses = false;
    CHECK_FALSE(appended);
    CHECK(appended.error().is(Errc::io));
    CHECK(journal.read().value().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a shortened journal is whole on the medium before it takes the place") {
    Record live{.state = State::live};
    live.release.id = "1";
    live.cause = std::string(std::size_t{600} << 10U, 'x');
    REQUIRE(journal.append(live));
    REQUIRE(journal.append(live));

    const auto calls = calls_of(State::pulling);

    CHECK(calls == Calls{"sync directory", "write", "sync file", "rename", "sync directory",
                         "write", "sync file"});
}
