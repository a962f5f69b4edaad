// SPDX-License-Identifier: MIT
#include "adapters/git_fast_forward.hpp"
#include "adapters/git_checkout.hpp"
#include "adapters/git_edits.hpp"
#include "adapters/git_history.hpp"
#include <filesystem>

namespace deploy::git {
namespace {

using Paths = std::vector<std::string>;

int collect(git_checkout_notify_t /*why*/, const char* path, const git_diff_file* /*baseline*/,
            const git_diff_file* /*target*/, const git_diff_file* /*workdir*/, void* payload) {
    static_cast<Paths*>(payload)->emplace_back(path);
    return 0;
}

struct Checkout {
    git_repository* repository;
    Tree from; // what the files may be as without counting as edited
    Tree to;

    /// The paths in the way come back in `conflicts`; libgit2 finds all of them before it writes.
    [[nodiscard]] int write(unsigned further_strategy, Paths& conflicts) const {
        git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
        options.checkout_strategy = GIT_CHECKOUT_SAFE | GIT_CHECKOUT_RECREATE_MISSING |
                                    GIT_CHECKOUT_DONT_OVERWRITE_IGNORED | further_strategy;
        options.baseline = from.get();
        options.notify_flags = GIT_CHECKOUT_NOTIFY_CONFLICT;
        options.notify_cb = collect;
        options.notify_payload = &conflicts;
        return git_checkout_tree(repository, reinterpret_cast<const git_object*>(to.get()),
                                 &options);
    }

    // An untracked file that is as the new version has it, as a crash leaves it, is in nobody's
    // way.
    void forgive(Paths& conflicts) const {
        std::erase_if(conflicts, [this](const std::string& path) {
            return is_as_in(repository, to.get(), path.c_str());
        });
    }

    // The checkout itself leaves forgiven files out of the index.
    [[nodiscard]] bool write_index() const {
        git_index* opened = nullptr;
        git_repository_index(&opened, repository);
        const Handle<git_index, git_index_free> index{opened};
        return index && git_index_read_tree(index.get(), to.get()) == 0 &&
               git_index_write(index.get()) == 0;
    }
};

Result<> write_files(git_repository* repository, const git_commit* baseline,
                     const git_commit* target) {
    const Checkout checkout{repository, tree_of(baseline), tree_of(target)};
    const auto what = "cannot write the files of " + shown(*git_commit_id(target));
    if (!checkout.from || !checkout.to)
        return failure(Errc::corrupt, what);
    Paths conflicts;
    int code = checkout.write(0, conflicts);
    if (code == GIT_ECONFLICT && !conflicts.empty()) {
        checkout.forgive(conflicts);
        if (!conflicts.empty())
            return Error{Errc::precondition,
                         "the new version has files where others, not tracked, are in the way: " +
                             listed(conflicts),
                         "move them away"};
        code = checkout.write(GIT_CHECKOUT_ALLOW_CONFLICTS, conflicts);
    }
    if (code < 0 || !checkout.write_index())
        return failure(Errc::io, what);
    return {};
}

Result<> mark_pending(git_repository* repository, const git_commit* target) {
    git_reference* made = nullptr;
    const int code = git_reference_create(&made, repository, pending_reference,
                                          git_commit_id(target), 1, "psyfit-deploy: checkout");
    const Reference owned{made};
    return code == 0 ? Result<>{} : failure(Errc::io, "cannot note the fast-forward");
}

Result<> unmark_pending(git_repository* repository) {
    if (git_reference_remove(repository, pending_reference) == 0)
        return {};
    return failure(Errc::io, "cannot end the fast-forward");
}

Result<> move_branch(git_repository* repository, const Config::Source& config,
                     const git_commit* head, const git_commit* target) {
    git_reference* made = nullptr;
    const auto name = "refs/heads/" + config.branch;
    const int code =
        git_reference_create_matching(&made, repository, name.c_str(), git_commit_id(target), 1,
                                      git_commit_id(head), "psyfit-deploy: fast-forward");
    const Reference owned{made};
    return code == 0 ? Result<>{} : failure(Errc::io, "cannot move " + name);
}

/// A file of which only the beginning was written is nobody's: it is written anew.
void remove_begun(git_repository* repository, const Tree& from, const Tree& to) {
    const auto diff =
        make<git_diff, git_diff_free>(git_diff_tree_to_tree, repository, from.get(), to.get(),
                                      static_cast<const git_diff_options*>(nullptr));
    const std::filesystem::path folder{git_repository_workdir(repository)};
    for (std::size_t i = 0; diff && i < git_diff_num_deltas(diff.get()); ++i)
        if (const auto* path = git_diff_get_delta(diff.get(), i)->new_file.path;
            is_begun(repository, to.get(), path)) {
            std::error_code failed; // the checkout that follows tells of it
            std::filesystem::remove(folder / path, failed);
        }
}

Result<> take_back_interrupted(git_repository* repository, const git_commit* head) {
    const auto pending = commit_of(repository, pending_reference);
    if (!pending)
        return {};
    remove_begun(repository, tree_of(head), tree_of(pending.get()));
    if (auto back = write_files(repository, pending.get(), head); !back)
        return back.error().within("an interrupted fast-forward cannot be taken back");
    return unmark_pending(repository);
}

// The last known tip of the remote's branch was our HEAD, and the remote has dropped it.
bool was_published(git_repository* repository, const Config::Source& config, const git_oid* id) {
    const auto log = make<git_reflog, git_reflog_free>(git_reflog_read, repository,
                                                       tracking_reference(config).c_str());
    for (std::size_t i = 0; log && i < git_reflog_entrycount(log.get()); ++i) {
        const auto* entry = git_reflog_entry_byindex(log.get(), i);
        if (git_oid_equal(git_reflog_entry_id_old(entry), id) == 1 ||
            git_oid_equal(git_reflog_entry_id_new(entry), id) == 1)
            return true;
    }
    return false;
}

Error no_fast_forward(git_repository* repository, const Config::Source& config,
                      const git_commit* head, const git_commit* target) {
    const auto git = "git -C " + config.checkout.string() + " ";
    const auto theirs = config.remote + "/" + config.branch;
    const auto here =
        config.branch + " of " + config.checkout.string() + " is at " + shown(*git_commit_id(head));
    const auto there = theirs + " at " + shown(*git_commit_id(target));
    if (is_ancestor(repository, *git_commit_id(target), *git_commit_id(head)))
        return {Errc::precondition, here + ", ahead of " + there + ": it has commits not pushed",
                git + "push " + config.remote + " " + config.branch};
    const auto fix = "see what only this checkout has: " + git + "log " + theirs + ".." +
                     config.branch + "; then keep it and follow the remote: " + git +
                     "branch kept-" + shown(*git_commit_id(head)) + " && " + git + "reset --keep " +
                     theirs;
    if (was_published(repository, config, git_commit_id(head)))
        return {Errc::precondition,
                here + ", which " + there +
                    " no longer has: the remote branch was rewritten "
                    "(force-pushed)",
                fix};
    return {Errc::precondition, here + " and " + there + ": they have diverged", fix};
}

} // namespace

Result<> require_fast_forward(git_repository* repository, const Config::Source& config,
                              const git_commit* head, const git_commit* target) {
    if (is_ancestor(repository, *git_commit_id(head), *git_commit_id(target)))
        return {};
    return no_fast_forward(repository, config, head, target);
}

Result<> fast_forward(git_repository* repository, const Config::Source& config,
                      const git_commit* target) {
    const auto head = branch_head(repository, config);
    if (!head)
        return head.error();
    if (auto done = take_back_interrupted(repository, head->get()); !done)
        return done;
    if (auto unedited = require_unedited(repository, config, {target}); !unedited)
        return unedited;
    if (git_oid_equal(git_commit_id(head->get()), git_commit_id(target)) == 1)
        return {};
    if (auto forward = require_fast_forward(repository, config, head->get(), target); !forward)
        return forward;
    if (auto marked = mark_pending(repository, target); !marked)
        return marked;
    if (auto written = write_files(repository, head->get(), target); !written) {
        // A conflict was found before the first write. Anything else may have left files half
        // written: the mark then stays, for the next run to take them back.
        if (written.error().is(Errc::precondition))
            static_cast<void>(unmark_pending(repository).has_value());
        return written;
    }
    if (auto moved = move_branch(repository, config, head->get(), target); !moved)
        return moved;
    return unmark_pending(repository);
}

} // namespace deploy::git
