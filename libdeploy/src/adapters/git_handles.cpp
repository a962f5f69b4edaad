// SPDX-License-Identifier: MIT
#include "adapters/git_handles.hpp"
#include "adapters/git_credentials.hpp"
#include <cstdlib>
#include <mutex>

namespace deploy::git {

void initialise() {
    static std::once_flag once;
    std::call_once(once, [] {
        // libgit2 reads known_hosts by way of HOME and fails without it, as under a bare init.
        ::setenv("HOME", home_directory().c_str(), 0);
        git_libgit2_init();
        // We may be root and the checkout another user's. git refuses that because a repository can
        // name programs to run (hooks, filters, fsmonitor, ssh); libgit2 runs none of them.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    });
}

std::string last_error() {
    const auto* error = git_error_last();
    return Redactor{}.redact(error != nullptr && error->message != nullptr ? error->message
                                                                           : "unknown error");
}

Error failure(Errc kind, std::string_view what, std::string fix) {
    return {kind, std::string{what} + ": " + last_error(), std::move(fix)};
}

std::string to_hex(const git_oid& id) {
    std::string hex(GIT_OID_HEXSZ, '0');
    git_oid_fmt(hex.data(), &id);
    return hex;
}

std::string shown(const git_oid& id) { return to_hex(id).substr(0, 12); }

CommitObject find_commit(git_repository* repository, std::string_view hex) {
    git_oid id;
    if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.data(), hex.size()) != 0)
        return nullptr;
    return make<git_commit, git_commit_free>(git_commit_lookup, repository, &id);
}

Tree tree_of(const git_commit* commit) {
    return make<git_tree, git_tree_free>(git_commit_tree, commit);
}

} // namespace deploy::git
