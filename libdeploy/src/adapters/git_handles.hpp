// SPDX-License-Identifier: MIT
#pragma once
#include "support/handle.hpp"
#include <deploy/redaction.hpp>
#include <deploy/result.hpp>
#include <git2.h>
#include <string>
#include <string_view>

namespace deploy::git {

using Repository = Handle<git_repository, git_repository_free>;
using Remote = Handle<git_remote, git_remote_free>;
using Reference = Handle<git_reference, git_reference_free>;
using CommitObject = Handle<git_commit, git_commit_free>;
using Object = Handle<git_object, git_object_free>;
using Tree = Handle<git_tree, git_tree_free>;
using TreeEntry = Handle<git_tree_entry, git_tree_entry_free>;
using Blob = Handle<git_blob, git_blob_free>;
using StatusList = Handle<git_status_list, git_status_list_free>;
using Reflog = Handle<git_reflog, git_reflog_free>;
using ReferenceIterator = Handle<git_reference_iterator, git_reference_iterator_free>;

/// Calls a libgit2 function that makes an object through its first argument; empty on failure, and
/// then git_error_last tells why.
template <class T, auto Free, class Make, class... Args>
Handle<T, Free> make(Make function, Args... args) {
    T* object = nullptr;
    return Handle<T, Free>{function(&object, args...) == 0 ? object : nullptr};
}

/// Initialises libgit2, once per process.
void initialise();

/// What libgit2 said last on this thread, the userinfo of URLs taken out.
[[nodiscard]] std::string last_error();
/// An Error from what libgit2 said last on this thread.
[[nodiscard]] Error failure(Errc kind, std::string_view what, std::string fix = {});

[[nodiscard]] std::string to_hex(const git_oid& id);
/// The digits of a commit that are shown to people.
[[nodiscard]] std::string shown(const git_oid& id);

/// The commit of that id, 40 hexadecimal digits; empty where there is none.
[[nodiscard]] CommitObject find_commit(git_repository* repository, std::string_view hex);
[[nodiscard]] Tree tree_of(const git_commit* commit);

} // namespace deploy::git
