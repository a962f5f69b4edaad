// SPDX-License-Identifier: MIT
#include "adapters/git_source.hpp"
#include "helpers/git_fixture.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

struct Checkout : GitFixture {
    GitSource source{config()};

    /// Resolving must fail with `precondition` and say all of `parts`; nothing may move.
    void refuses(const std::vector<std::string>& parts) {
        const auto status = in_checkout({"status", "--porcelain", "--branch"});
        const auto found = source.resolve(std::nullopt);
        REQUIRE_FALSE(found);
        CHECK(found.error().is(Errc::precondition));
        CHECK_FALSE(found.error().fix.empty());
        const auto told = found.error().message + "\n" + found.error().fix;
        for (const auto& part : parts) {
            CAPTURE(told);
            CHECK(told.find(part) != std::string::npos);
        }
        CHECK(in_checkout({"status", "--porcelain", "--branch"}) == status);
    }
};

} // namespace

TEST_CASE("edits of tracked files are named, whichever kind they are") {
    Checkout git;
    git.publish("second", "2\n");
    REQUIRE(git.source.fetch({}));

    SUBCASE("modified") { write_file(git.checkout() / "README", "edited\n"); }
    SUBCASE("deleted") { fs::remove(git.checkout() / "README"); }
    SUBCASE("staged") {
        write_file(git.checkout() / "README", "edited\n");
        git.in_checkout({"add", "README"});
    }
    SUBCASE("staged and put back on disk") {
        write_file(git.checkout() / "README", "edited\n");
        git.in_checkout({"add", "README"});
        write_file(git.checkout() / "README", "one\n");
    }
    SUBCASE("made executable") {
        fs::permissions(git.checkout() / "README", fs::perms::owner_exec, fs::perm_options::add);
    }
    SUBCASE("replaced by a link") {
        fs::remove(git.checkout() / "README");
        fs::create_symlink("/etc/hostname", git.checkout() / "README");
    }

    git.refuses({"README", "stash"});
    CHECK(git.source.head().error().is(Errc::precondition));
    const auto target = git.source.resolve("origin/main");
    REQUIRE(target);
    CHECK(git.source.fast_forward(target->id).error().is(Errc::precondition));
}

TEST_CASE("a newly staged file is an edit") {
    Checkout git;
    write_file(git.checkout() / "added", "x");
    git.in_checkout({"add", "added"});

    git.refuses({"added"});
}

TEST_CASE("of many edits ten are named and the rest counted") {
    Checkout git;
    for (int i = 10; i < 22; ++i)
        write_file(git.checkout() / ("file" + std::to_string(i)), "x");
    git.in_checkout({"add", "--all"});

    git.refuses({"file10", "file19 and 2 more"});
}

TEST_CASE("untracked and ignored files are fine and stay") {
    Checkout git;
    const auto id = git.publish(".gitignore", "*.log\n");
    REQUIRE(git.source.fetch({}));
    write_file(git.checkout() / "untracked", "mine");
    write_file(git.checkout() / "some.log", "log");

    REQUIRE(git.source.resolve(std::nullopt));
    REQUIRE(git.source.fast_forward(id));

    CHECK(read_file(git.checkout() / "untracked") == "mine");
    CHECK(read_file(git.checkout() / "some.log") == "log");
}

TEST_CASE("a file in the way of a new one is named, and nothing changes") {
    Checkout git;
    git.publish(".gitignore", "*.key\n");
    REQUIRE(git.source.fetch({}));
    REQUIRE(git.source.fast_forward(git.source.resolve(std::nullopt)->id));
    const auto before = git.checkout_head();
    write_file(git.developer() / "README", "new\n");
    write_file(git.developer() / "late/file", "theirs");
    test::git(git.developer(), {"add", "--force", "--all"});
    std::string path = "config/master.key";
    std::string theirs = "config/master.key";

    SUBCASE("untracked") { path = theirs = "late/other"; }
    SUBCASE("ignored") {}
    SUBCASE("a file where a directory is needed") {
        theirs = "dir/file";
        path = "dir";
    }
    SUBCASE("a directory where a file is needed") {
        theirs = "place";
        path = "place/mine";
    }

    write_file(git.developer() / theirs, "theirs");
    test::git(git.developer(), {"add", "--force", theirs});
    const auto id = git.publish("z", "z");
    write_file(git.checkout() / path, "mine");
    REQUIRE(git.source.fetch({}));
    const auto moved = git.source.fast_forward(id);

    REQUIRE_FALSE(moved);
    CHECK(moved.error().is(Errc::precondition));
    CHECK(moved.error().message.find(theirs.substr(0, 3)) != std::string::npos);
    CHECK(read_file(git.checkout() / path) == "mine");
    CHECK(read_file(git.checkout() / "README") == "one\n");
    CHECK(git.checkout_head() == before);
    CHECK(git.in_checkout({"status", "--porcelain", "--untracked-files=no"}).empty());
    CHECK(git.in_checkout({"for-each-ref", "refs/psyfit-deploy"}).empty());
}

TEST_CASE("a detached HEAD, another branch and an unborn one are told") {
    Checkout git;
    const auto id = git.checkout_head();

    SUBCASE("detached") {
        git.in_checkout({"checkout", "--quiet", "--detach"});
        git.refuses({"detached", id.substr(0, 12), "checkout main"});
    }
    SUBCASE("another branch") {
        git.in_checkout({"checkout", "--quiet", "-b", "other"});
        git.refuses({"branch other", "checkout main"});
    }
    SUBCASE("unborn") {
        git.in_checkout({"update-ref", "-d", "refs/heads/main"});
        git.refuses({"no commit yet"});
    }
}

TEST_CASE("a branch that is ahead, diverged or rewritten is told apart, with both commits") {
    Checkout git;
    const auto first = git.checkout_head();
    const auto second = git.publish("a", "2\n");
    REQUIRE(git.source.fetch({}));
    REQUIRE(git.source.fast_forward(second));

    SUBCASE("ahead") {
        git.in_checkout({"-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet",
                         "--allow-empty", "--message", "local"});
        git.refuses({"ahead", second.substr(0, 12), git.checkout_head().substr(0, 12), "push"});
    }
    SUBCASE("diverged") {
        git.in_checkout({"reset", "--quiet", "--hard", first});
        git.in_checkout({"commit", "--quiet", "--allow-empty", "--message", "local"});
        git.refuses({"diverged", second.substr(0, 12), git.checkout_head().substr(0, 12)});
    }
    SUBCASE("force-pushed") {
        test::git(git.developer(), {"reset", "--quiet", "--hard", first});
        const auto other = git.commit("a", "other\n");
        git.push({"--force"});
        REQUIRE(git.source.fetch({}));
        git.refuses({"rewritten", second.substr(0, 12), other.substr(0, 12), "reset --keep"});
        CHECK(git.source.fast_forward(other).error().is(Errc::precondition));
        CHECK(git.checkout_head() == second);
    }
}

TEST_CASE("a lock that another git has left is reported, never removed") {
    Checkout git;
    const auto lock = git.checkout() / ".git/index.lock";
    write_file(lock, "");

    git.refuses({lock.string(), "rm "});
    CHECK(fs::exists(lock));
}

TEST_CASE("a merge under way is reported") {
    Checkout git;
    write_file(git.checkout() / ".git/MERGE_HEAD", git.checkout_head() + "\n");

    git.refuses({"under way"});
}

TEST_CASE("a remote branch that is gone is told") {
    Checkout git;
    test::git(git.developer(), {"push", "--quiet", "origin", "HEAD:other"});
    test::git(git.origin(), {"update-ref", "-d", "refs/heads/main"});

    REQUIRE(git.source.fetch({}));
    git.refuses({"no branch main", "ls-remote"});
}

TEST_CASE("a fast-forward that crashed is repaired by the next one, whatever it had written") {
    Checkout git;
    write_file(git.developer() / "gone", "old\n");
    write_file(git.developer() / "b", "old\n");
    const auto first = git.publish("a", "old\n");
    REQUIRE(git.source.fetch({}));
    REQUIRE(git.source.fast_forward(first));
    fs::remove(git.developer() / "gone");
    write_file(git.developer() / "b", "new\n");
    write_file(git.developer() / "new", "new\n");
    const auto second = git.publish("a", "new\n");
    REQUIRE(git.source.fetch({}));
    bool marked = true;

    SUBCASE("before any file") {}
    SUBCASE("some files") {
        write_file(git.checkout() / "a", "new\n");
        write_file(git.checkout() / "new", "new\n");
        fs::remove(git.checkout() / "gone");
    }
    SUBCASE("the beginning of some files") {
        write_file(git.checkout() / "a", "");
        write_file(git.checkout() / "b", "ne");
        write_file(git.checkout() / "new", "n");
    }
    SUBCASE("all files and the index") {
        git.in_checkout({"read-tree", "-m", "-u", "HEAD", second});
    }
    SUBCASE("all files and the index, without the mark") {
        git.in_checkout({"read-tree", "-m", "-u", "HEAD", second});
        marked = false;
    }
    SUBCASE("the branch too") { git.in_checkout({"reset", "--quiet", "--hard", second}); }
    if (marked)
        git.in_checkout({"update-ref", "refs/psyfit-deploy/checkout", second});
    std::string target = second;

    SUBCASE("and the remote has moved on") {
        target = git.publish("a", "newest\n");
        REQUIRE(git.source.fetch({}));
    }
    SUBCASE("and the remote has not") {}

    REQUIRE(git.source.resolve(std::nullopt));
    const auto moved = git.source.fast_forward(target);
    REQUIRE_MESSAGE(moved, moved.error().message);
    CHECK(git.checkout_head() == target);
    CHECK(git.in_checkout({"status", "--porcelain"}).empty());
    CHECK(git.in_checkout({"for-each-ref", "refs/psyfit-deploy"}).empty());
}

TEST_CASE("an edit next to a crashed fast-forward is not lost") {
    Checkout git;
    const auto second = git.publish("a", "new\n");
    REQUIRE(git.source.fetch({}));
    git.in_checkout({"update-ref", "refs/psyfit-deploy/checkout", second});
    write_file(git.checkout() / "a", "new\n");
    write_file(git.checkout() / "README", "edited\n");

    CHECK_FALSE(git.source.fast_forward(second));
    CHECK(read_file(git.checkout() / "README") == "edited\n");
}

TEST_CASE("without a crashed fast-forward the beginning of a new file's text is an edit") {
    Checkout git;
    git.publish("README", "one and more\n");
    REQUIRE(git.source.fetch({}));
    write_file(git.checkout() / "README", "one and");

    git.refuses({"README"});
}
