// SPDX-License-Identifier: MIT
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include <csignal>
#include <deploy/lock.hpp>
#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace deploy;
namespace fs = std::filesystem;
using std::chrono::seconds;

namespace {

/// A process that holds the lock until it is killed or told to end.
class Holder {
public:
    explicit Holder(const fs::path& file) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            const auto lock =
                HostLock::acquire(file, "deploy 20261124-201500-3f9a", seconds{0}, {});
            const char answer = lock ? 'y' : 'n';
            [[maybe_unused]] const auto written = ::write(ready[1], &answer, 1);
            for (;;)
                ::pause();
        }
        char answer = 0;
        REQUIRE(::read(ready[0], &answer, 1) == 1);
        REQUIRE(answer == 'y');
        ::close(ready[0]);
        ::close(ready[1]);
    }
    ~Holder() { kill(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    void kill() {
        if (pid_ <= 0)
            return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    pid_t pid_ = 0;
};

struct Fixture {
    test::TemporaryFolder folder;
    fs::path file = folder.path() / "state" / "kamal-proxy.lock";

    Result<HostLock> acquire(seconds patience = seconds{0}, std::stop_token stop = {}) {
        return HostLock::acquire(file, "deploy of web", patience, std::move(stop));
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "the second one is told who holds the lock and how to look") {
    const Holder holder{file};

    const auto lock = acquire();

    REQUIRE_FALSE(lock);
    CHECK(lock.error().is(Errc::locked));
    CHECK(lock.error().message.find("process " + std::to_string(holder.pid())) !=
          std::string::npos);
    CHECK(lock.error().message.find("deploy 20261124-201500-3f9a") != std::string::npos);
    CHECK(lock.error().message.find(", since 2") != std::string::npos);
    CHECK(lock.error().fix.find("psyfit-deploy status") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a killed holder frees the lock") {
    Holder holder{file};
    REQUIRE_FALSE(acquire());

    holder.kill();

    CHECK(acquire());
}

TEST_CASE_FIXTURE(Fixture, "one who waits gets the lock when it becomes free") {
    Holder holder{file};
    std::jthread killer{[&] { holder.kill(); }};

    CHECK(acquire(seconds{60}));
}

TEST_CASE_FIXTURE(Fixture, "one who waits can be stopped") {
    const Holder holder{file};
    std::stop_source stop;
    stop.request_stop();

    const auto lock = acquire(seconds{3600}, stop.get_token());

    REQUIRE_FALSE(lock);
    CHECK(lock.error().is(Errc::cancelled));
}

TEST_CASE_FIXTURE(Fixture, "the lock is free again when its owner lets go, and names nobody") {
    {
        const auto lock = acquire();
        REQUIRE(lock);
        CHECK_FALSE(acquire());
        CHECK(fs::file_size(file) > 0);
    }

    CHECK(fs::file_size(file) == 0);
    CHECK(acquire());
}

TEST_CASE_FIXTURE(Fixture, "a moved lock is held once and freed once") {
    auto lock = acquire();
    REQUIRE(lock);
    {
        const HostLock moved = std::move(*lock);
        CHECK_FALSE(acquire());
    }

    CHECK(acquire());
}

TEST_CASE_FIXTURE(Fixture, "a program that is started does not inherit the lock") {
    auto lock = acquire();
    REQUIRE(lock);
    const test::Program child{{"sleep", "600"}};

    { const HostLock gone = std::move(*lock); }

    CHECK(acquire());
}

TEST_CASE_FIXTURE(Fixture, "a link in the place of the lock is refused and its target unharmed") {
    fs::create_directory(file.parent_path());
    fs::permissions(file.parent_path(), fs::perms::owner_all);
    std::ofstream{folder.path() / "precious"} << "content";
    fs::create_symlink(folder.path() / "precious", file);

    const auto lock = acquire();

    REQUIRE_FALSE(lock);
    CHECK(lock.error().is(Errc::precondition));
    CHECK(fs::file_size(folder.path() / "precious") == 7);
}
