// SPDX-License-Identifier: MIT
// The locks that this program leaves in a repository when it is killed, and those of others.
#include "adapters/git_checkout.hpp"
#include "adapters/git_source.hpp"
#include "adapters/git_undertaking.hpp"
#include "helpers/git_fixture.hpp"
#include <algorithm>
#include <array>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace fs = std::filesystem;

namespace {

struct Fixture {
    Fixture() {
        git.publish("README", "two\n");
        for (const auto& lock : locks)
            write_file(lock, "");
    }

    /// As a run that was killed leaves it, before it left its locks.
    void leave_mark() { write_file(mark, "psyfit-deploy is at work\n"); }
    void age(const fs::path& file) {
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours{1});
    }
    [[nodiscard]] std::size_t locks_left() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(locks, [](const fs::path& lock) { return fs::exists(lock); }));
    }
    [[nodiscard]] bool deploys() {
        GitSource source{git.config()};
        if (!source.fetch({}))
            return false;
        const auto commit = source.resolve(std::nullopt);
        return commit && source.fast_forward(commit->id) && git.checkout_head() == commit->id;
    }

    GitFixture git;
    fs::path repository = git.checkout() / ".git";
    fs::path mark = repository / "psyfit-deploy.mark";
    std::array<fs::path, 4> locks{repository / "index.lock", repository / "HEAD.lock",
                                  repository / "refs/heads/main.lock",
                                  repository / "refs/remotes/origin/main.lock"};
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "the locks that a killed run has left are removed by the next") {
    leave_mark();
    age(mark);

    CHECK(deploys());
    CHECK(locks_left() == 0);
    CHECK_MESSAGE(fs::file_size(mark) == 0, "one that ended well leaves no mark");
}

TEST_CASE_FIXTURE(Fixture, "locks without a mark, or older than it, are not ours to remove") {
    CHECK_FALSE(deploys());
    CHECK(locks_left() == locks.size());

    leave_mark();
    for (const auto& lock : locks)
        age(lock);

    CHECK_FALSE(deploys());
    CHECK(locks_left() == locks.size());
}

TEST_CASE_FIXTURE(Fixture, "while a git program works in the checkout its locks stay") {
    const auto program = git.root() / "bin" / "git-fetch";
    fs::create_directories(program.parent_path());
    fs::copy_file("/bin/sleep", program);
    leave_mark();
    age(mark);
    {
        const Program at_work{{program.string(), "60"}, {.directory = git.checkout()}};
        CHECK_FALSE(deploys());
        CHECK(locks_left() == locks.size());
    }
    CHECK_MESSAGE(deploys(), "the mark outlived it");
}

TEST_CASE_FIXTURE(Fixture, "while another run is at work its locks stay") {
    const auto opened = git::open_checkout(git.config());
    REQUIRE(opened.has_value());
    {
        const git::Undertaking other{opened->get()};
        CHECK_FALSE(deploys());
    }
    CHECK(locks_left() == locks.size());
}
