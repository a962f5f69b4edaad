// SPDX-License-Identifier: MIT
// What a person gives as a commit, in a repository with one of each: it finds a commit that exists,
// or nothing and says so.
#include "adapters/git_reference.hpp"
#include "fuzz/targets.hpp"
#include "helpers/git_fixture.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

/// Two commits, a tag, and a branch here and at the remote.
struct Repository {
    Repository() {
        git::initialise();
        commits.push_back(fixture.checkout_head());
        commits.push_back(fixture.publish("file", "content"));
        fixture.in_checkout({"fetch", "--quiet", "origin"});
        fixture.in_checkout({"tag", "v1.0", "origin/main"});
        fixture.in_checkout({"branch", "topic/a-b"});
        git_repository* opened = nullptr;
        git_repository_open(&opened, fixture.checkout().c_str());
        handle.reset(opened);
    }

    test::GitFixture fixture;
    std::vector<std::string> commits;
    git::Repository handle;
};

} // namespace

void git_reference(std::string_view bytes) {
    static Repository repository;
    const auto found = git::find_reference(repository.handle.get(), repository.fixture.config(),
                                           std::string{bytes});
    if (!found) {
        CHECK(found.error().is(Errc::invalid_input));
        return;
    }
    const std::string id = git_oid_tostr_s(git_commit_id(found->get()));
    CHECK(std::ranges::find(repository.commits, id) != repository.commits.end());
}

} // namespace deploy::fuzz
