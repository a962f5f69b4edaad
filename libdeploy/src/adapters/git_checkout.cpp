// SPDX-License-Identifier: MIT
#include "adapters/git_checkout.hpp"
#include "adapters/git_edits.hpp"
#include <algorithm>
#include <filesystem>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

std::string in(const Config::Source& config, std::string_view command) {
    return "git -C " + config.checkout.string() + " " + std::string{command};
}

Error not_on_branch(git_repository* repository, const git_reference* head,
                    const Config::Source& config) {
    const auto directory = config.checkout.string();
    const auto fix = in(config, "checkout " + config.branch);
    if (git_repository_head_detached(repository) == 1)
        return {Errc::precondition,
                directory + " is not on a branch: its HEAD is detached at " +
                    shown(*git_reference_target(head)),
                fix};
    return {Errc::precondition,
            directory + " is on branch " + git_reference_shorthand(head) + ", not on " +
                config.branch,
            fix};
}

Result<> require_idle(git_repository* repository, const Config::Source& config) {
    const auto lock = fs::path{git_repository_path(repository)} / "index.lock";
    std::error_code ignored;
    if (fs::exists(lock, ignored))
        return Error{Errc::precondition,
                     "another git process works in " + config.checkout.string() +
                         ", or one that died has left " + lock.string(),
                     "pgrep -a git; when there is none: rm " + lock.string()};
    if (git_repository_state(repository) == GIT_REPOSITORY_STATE_NONE)
        return {};
    return Error{Errc::precondition,
                 "a merge, rebase or the like is under way in " + config.checkout.string(),
                 in(config, "status")};
}

} // namespace

Result<Repository> open_checkout(const Config::Source& config) {
    initialise();
    const auto directory = config.checkout.string();
    auto repository = make<git_repository, git_repository_free>(
        git_repository_open_ext, directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
        static_cast<const char*>(nullptr));
    const auto fix = "git clone --branch " + config.branch + " <URL> " + directory;
    if (!repository)
        return failure(Errc::precondition, "there is no git checkout at " + directory, fix);
    if (git_repository_is_bare(repository.get()) == 1)
        return Error{Errc::precondition, directory + " is a bare repository without files", fix};
    return repository;
}

CommitObject commit_of(git_repository* repository, const std::string& reference) {
    git_oid id;
    if (git_reference_name_to_id(&id, repository, reference.c_str()) != 0)
        return nullptr;
    auto object =
        make<git_object, git_object_free>(git_object_lookup, repository, &id, GIT_OBJECT_ANY);
    if (!object)
        return nullptr;
    git_object* commit = nullptr;
    git_object_peel(&commit, object.get(), GIT_OBJECT_COMMIT);
    return CommitObject{reinterpret_cast<git_commit*>(commit)};
}

std::string tracking_reference(const Config::Source& config) {
    return "refs/remotes/" + config.remote + "/" + config.branch;
}

Result<CommitObject> branch_head(git_repository* repository, const Config::Source& config) {
    if (auto idle = require_idle(repository, config); !idle)
        return idle.error();
    if (git_repository_head_unborn(repository) == 1)
        return Error{Errc::precondition, config.checkout.string() + " has no commit yet",
                     in(config, "fetch " + config.remote + " && ") +
                         in(config, "checkout " + config.branch)};
    const auto head = make<git_reference, git_reference_free>(git_repository_head, repository);
    if (!head)
        return failure(Errc::precondition, "cannot read HEAD of " + config.checkout.string(),
                       in(config, "status"));
    const auto branch = "refs/heads/" + config.branch;
    if (git_repository_head_detached(repository) == 1 || git_reference_name(head.get()) != branch)
        return not_on_branch(repository, head.get(), config);
    auto commit = commit_of(repository, branch);
    if (!commit)
        return failure(Errc::corrupt, "cannot read the commit of " + branch, in(config, "fsck"));
    return commit;
}

Result<> require_unedited(git_repository* repository, const Config::Source& config,
                          const std::vector<const git_commit*>& targets) {
    const auto paths = edited_paths(repository, targets);
    if (!paths)
        return paths.error();
    if (paths->empty())
        return {};
    return Error{Errc::precondition,
                 "files in " + config.checkout.string() +
                     " have edits that a deployment would not have: " + listed(*paths),
                 in(config, "stash") + ", or commit and push them"};
}

Result<CommitObject> clean_head(git_repository* repository, const Config::Source& config) {
    auto head = branch_head(repository, config);
    if (!head)
        return head;
    const auto pending = commit_of(repository, pending_reference);
    const auto fetched = commit_of(repository, tracking_reference(config));
    std::vector<const git_commit*> targets;
    for (const auto* commit : {pending.get(), fetched.get()})
        if (commit != nullptr)
            targets.push_back(commit);
    if (auto unedited = require_unedited(repository, config, targets); !unedited)
        return unedited.error();
    return head;
}

std::string listed(const std::vector<std::string>& paths) {
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(paths.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + paths[i];
    if (paths.size() > most)
        text += " and " + std::to_string(paths.size() - most) + " more";
    return text;
}

} // namespace deploy::git
