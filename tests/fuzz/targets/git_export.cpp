// SPDX-License-Identifier: MIT
// The files of a commit, whose trees a forger may have made: nothing is written outside of the
// folder, and what is told as done is there. The input: an entry a line, its kind and its name; a
// folder holds all the entries before it.
#include "adapters/git_export.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/program.hpp"

#include <array>
#include <doctest/doctest.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>

namespace deploy::fuzz {

namespace {

/// A repository whose objects are in memory.
class Objects {
public:
    Objects() {
        git::initialise();
        git_odb_backend* memory = nullptr;
        git_odb* odb = nullptr;
        git_repository* repository = nullptr;
        REQUIRE((git_odb_new(&odb) == 0 && git_mempack_new(&memory) == 0 &&
                 git_odb_add_backend(odb, memory, 1) == 0 &&
                 git_repository_wrap_odb(&repository, odb) == 0));
        odb_.reset(odb);
        repository_.reset(repository);
    }

    git_oid write(std::string_view bytes, git_object_t type) {
        git_oid id{};
        REQUIRE(git_odb_write(&id, odb_.get(), bytes.data(), bytes.size(), type) == 0);
        return id;
    }

    git::CommitObject commit(const git_oid& tree) {
        const std::string person = "a <a@b.test> 0 +0000\n";
        const auto id = write("tree " + git::to_hex(tree) + "\nauthor " + person + "committer " +
                                  person + "\nmessage\n",
                              GIT_OBJECT_COMMIT);
        return git::make<git_commit, git_commit_free>(git_commit_lookup, repository_.get(), &id);
    }

    [[nodiscard]] git_repository* repository() { return repository_.get(); }

private:
    Handle<git_odb, git_odb_free> odb_;
    git::Repository repository_;
};

constexpr std::array<std::string_view, 6> modes{"100644", "100755", "120000",
                                                "40000",  "160000", "100600"};
constexpr std::string_view what_all_hold = "../outside";

/// The entries, in Git's form; `files` gets the names of the ordinary ones.
git_oid tree_of(Objects& objects, Input input, std::vector<std::string>& files) {
    std::string tree;
    while (!input.empty()) {
        const auto mode = modes.at(input.byte() % modes.size());
        const auto name = split(input.line(), '\0').front();
        const auto id = mode == "40000" ? objects.write(tree, GIT_OBJECT_TREE)
                                        : objects.write(what_all_hold, GIT_OBJECT_BLOB);
        tree += std::string{mode} + " " + name + '\0';
        tree.append(reinterpret_cast<const char*>(&id.id), sizeof id.id);
        if (mode.starts_with("100"))
            files.push_back(name);
    }
    return objects.write(tree, GIT_OBJECT_TREE);
}

std::size_t entries_in(const std::filesystem::path& folder) {
    const std::filesystem::directory_iterator all{folder};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

void git_export(std::string_view bytes) {
    static const test::TemporaryFolder scratch;
    const auto outside = scratch.path() / "outside";
    const auto folder = scratch.path() / "export";
    test::write_file(outside, "untouched");
    Objects objects;
    std::vector<std::string> files;
    const auto commit = objects.commit(tree_of(objects, Input{bytes.substr(0, 1000)}, files));
    REQUIRE(commit);

    const auto exported = git::export_commit(objects.repository(), commit.get(), folder);

    CHECK(test::read_file(outside) == "untouched");
    CHECK(entries_in(scratch.path()) == (std::filesystem::exists(folder) ? 2 : 1));
    CHECK_FALSE(std::filesystem::exists(folder / ".git"));
    if (exported)
        for (const auto& name : files)
            CHECK(test::read_file(folder / name) == what_all_hold);
}

} // namespace deploy::fuzz
