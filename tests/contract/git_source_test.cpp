// SPDX-License-Identifier: MIT
#include "adapters/git_source.hpp"
#include "helpers/git_fixture.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace deploy;
using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

bool says(const Error& error, std::string_view part) {
    return (error.message + "\n" + error.fix).find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a published commit is fetched, resolved and checked out") {
    GitFixture git;
    GitSource source{git.config()};
    const auto old = git.checkout_head();
    const auto id = git.publish("app/main.rb", "puts 1\n", "Add the app\n\nMore.");

    REQUIRE(source.fetch({}));
    CHECK(source.head()->id == old);
    const auto found = source.resolve(std::nullopt);
    REQUIRE(found);
    CHECK(found->id == id);
    CHECK(found->subject == "Add the app");
    CHECK(found->author == "Ada");
    CHECK(git.checkout_head() == old);

    REQUIRE(source.fast_forward(id));
    CHECK(source.fast_forward(id));
    CHECK(git.checkout_head() == id);
    CHECK(git.in_checkout({"status", "--porcelain"}).empty());
    CHECK(git.in_checkout({"symbolic-ref", "HEAD"}) == "refs/heads/main");
    CHECK(git.in_checkout({"reflog", "-1"}).find("psyfit-deploy") != std::string::npos);
    CHECK(read_file(git.checkout() / "app/main.rb") == "puts 1\n");
    CHECK(git.in_checkout({"for-each-ref", "refs/psyfit-deploy"}).empty());
}

TEST_CASE("a reference is a commit, a tag, a remote branch or a local one, in this order") {
    GitFixture git;
    const auto first = git.checkout_head();
    test::git(git.developer(), {"tag", "--annotate", "--message", "t", "v1"});
    const auto second = git.publish("README", "two\n");
    test::git(git.developer(), {"push", "--quiet", "origin", "v1", "HEAD:feature"});
    git.in_checkout({"branch", "local"});
    git.in_checkout({"branch", "feature"});
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    CHECK(source.resolve(first)->id == first);
    CHECK(source.resolve(first.substr(0, 7))->id == first);
    CHECK(source.resolve("v1")->id == first);
    CHECK(source.resolve("feature")->id == second);
    CHECK(source.resolve("local")->id == first);
    CHECK(source.resolve("origin/feature")->id == second);
}

TEST_CASE("an unknown reference is invalid input and suggests the nearest") {
    GitFixture git;
    test::git(git.developer(), {"push", "--quiet", "origin", "HEAD:feature"});
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    for (const std::string name :
         {"featur", "deadbeef", "0123456789012345678901234567890123456789", "", "-x", "a..b",
          "refs/../../x", "--upload-pack=id", "HEAD^{tree}"}) {
        CAPTURE(name);
        const auto found = source.resolve(name);
        REQUIRE_FALSE(found);
        CHECK(found.error().is(Errc::invalid_input));
    }
    CHECK(says(source.resolve("featur").error(), "'feature'"));
}

TEST_CASE("a tag that is no commit is refused, and a state of the checkout does not matter") {
    GitFixture git;
    git.in_checkout({"tag", "blob", "HEAD:README"});
    write_file(git.checkout() / "README", "edited\n");
    GitSource source{git.config()};

    CHECK(source.resolve("blob").error().is(Errc::invalid_input));
    CHECK(source.resolve("main"));
}

TEST_CASE("the commits between two are listed newest first") {
    GitFixture git;
    const auto first = git.checkout_head();
    const auto second = git.publish("a", "1", "second");
    const auto third = git.publish("a", "2", "third");
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    const auto all = source.between(first, third, 10);
    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK(all->at(0).subject == "third");
    CHECK(all->at(1).id == second);
    CHECK(source.between(first, third, 1)->size() == 1);
    CHECK(source.between(third, first, 10)->empty());
    CHECK(source.between("", third, 10)->size() == 1);
    CHECK(source.between(std::string(40, '1'), third, 10)->at(0).id == third);
    CHECK(source.between(first, std::string(40, '1'), 10).error().is(Errc::not_found));
}

TEST_CASE("a merged branch counts as between, what both have does not") {
    GitFixture git;
    const auto base = git.checkout_head();
    test::git(git.developer(), {"checkout", "--quiet", "-b", "side"});
    git.commit("side", "1", "on the side");
    test::git(git.developer(), {"checkout", "--quiet", "main"});
    const auto main = git.commit("main", "1", "on main");
    test::git(git.developer(), {"merge", "--quiet", "--no-edit", "side"});
    git.push();
    const auto merged = test::git(git.developer(), {"rev-parse", "HEAD"});
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    CHECK(source.between(base, merged, 10)->size() == 3);
    CHECK(source.between(main, merged, 10)->size() == 2);
}

TEST_CASE("a file of a commit is read byte for byte, or is not there") {
    GitFixture git;
    const std::string bytes{"a\0b\r\n", 5};
    const auto id = git.publish("dir/data", bytes);
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    CHECK(**source.file(id, "dir/data") == bytes);
    CHECK_FALSE(source.file(id, "dir")->has_value());
    CHECK_FALSE(source.file(id, "none")->has_value());
    CHECK_FALSE(source.file(git.checkout_head(), "dir/data")->has_value());
}

TEST_CASE("an export has the commit's exact bytes, modes and links, and nothing else") {
    GitFixture git;
    const std::string bytes{"\0\r\n\xff", 4};
    write_file(git.developer() / ".gitattributes", "* text=auto eol=crlf\n*.bin -text\n");
    write_file(git.developer() / "data.bin", bytes);
    write_file(git.developer() / "run.sh", "#!/bin/sh\n");
    fs::permissions(git.developer() / "run.sh", fs::perms::owner_exec, fs::perm_options::add);
    fs::create_symlink("../outside", git.developer() / "link");
    const auto id = git.publish("deep/er/file", "x\n");
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));
    const auto target = git.root() / "export";
    write_file(target / "stale", "from an earlier run");
    const auto mask = ::umask(0077);

    const auto exported = source.export_to(id, target);
    ::umask(mask);

    REQUIRE(exported);
    CHECK_FALSE(fs::exists(target / "stale"));
    CHECK(fs::status(target).permissions() == fs::perms::owner_all);
    CHECK(read_file(target / "data.bin") == bytes);
    CHECK(read_file(target / "deep/er/file") == "x\n");
    CHECK(read_file(target / "run.sh") == "#!/bin/sh\n");
    CHECK(fs::status(target / "run.sh").permissions() == fs::perms{0755});
    CHECK(fs::status(target / "README").permissions() == fs::perms{0644});
    CHECK(fs::status(target / "deep").permissions() == fs::perms{0755});
    CHECK(fs::read_symlink(target / "link") == "../outside");
    CHECK_FALSE(fs::exists(target / ".git"));
}

TEST_CASE("a commit with a submodule cannot be exported") {
    GitFixture git;
    test::git(git.developer(), {"update-index", "--add", "--cacheinfo",
                                "160000," + git.checkout_head() + ",vendor/lib"});
    test::git(git.developer(), {"commit", "--quiet", "--message", "submodule"});
    git.push();
    GitSource source{git.config()};
    REQUIRE(source.fetch({}));

    const auto exported = source.export_to(source.resolve("main")->id, git.root() / "export");

    REQUIRE_FALSE(exported);
    CHECK(exported.error().is(Errc::precondition));
    CHECK(says(exported.error(), "vendor/lib"));
}

TEST_CASE("a missing checkout is told with the command that makes it") {
    const ScratchDirectory scratch;
    Config::Source config;
    config.checkout = scratch.path() / "none";
    GitSource source{config};

    for (const auto& error : {source.fetch({}).error(), source.head().error()}) {
        CHECK(error.is(Errc::precondition));
        CHECK(says(error, "git clone"));
    }
}

TEST_CASE("a shallow clone deploys like a full one") {
    GitFixture git;
    git.publish("a", "1");
    const auto second = git.publish("a", "2");
    fs::remove_all(git.checkout());
    test::git(git.root(), {"clone", "--quiet", "--depth=1", "file://" + git.origin().string(),
                           git.checkout().string()});
    GitSource source{git.config()};
    const auto third = git.publish("a", "3");

    REQUIRE(source.fetch({}));
    REQUIRE(source.resolve(std::nullopt));
    CHECK(source.resolve(std::nullopt)->id == third);
    CHECK(source.between(second, third, 10)->size() == 1);
    REQUIRE(source.fast_forward(third));
    CHECK(read_file(git.checkout() / "a") == "3");
}
