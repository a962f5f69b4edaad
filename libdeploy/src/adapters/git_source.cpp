// SPDX-License-Identifier: MIT
#include "adapters/git_source.hpp"
#include "adapters/git_checkout.hpp"
#include "adapters/git_export.hpp"
#include "adapters/git_fast_forward.hpp"
#include "adapters/git_history.hpp"
#include "adapters/git_reference.hpp"
#include "adapters/git_remote.hpp"
#include "adapters/git_undertaking.hpp"

namespace deploy {
namespace {

std::string text(const char* value) { return value == nullptr ? std::string{} : value; }

Commit described(const git::CommitObject& commit) {
    const auto* author = git_commit_author(commit.get());
    return {.id = git::to_hex(*git_commit_id(commit.get())),
            .subject = text(git_commit_summary(commit.get())),
            .author = author == nullptr ? std::string{} : text(author->name)};
}

} // namespace

Result<git_repository*> GitSource::repository() {
    if (!repository_) {
        auto opened = git::open_checkout(config_);
        if (!opened)
            return opened.error();
        repository_ = std::move(*opened);
        git::Undertaking::tidy(repository_.get());
    }
    return repository_.get();
}

Result<git::CommitObject> GitSource::commit(std::string_view id) {
    const auto opened = repository();
    if (!opened)
        return opened.error();
    auto found = git::find_commit(*opened, id);
    if (!found)
        return Error{Errc::not_found,
                     config_.checkout.string() + " has no commit " + std::string{id},
                     "git -C " + config_.checkout.string() + " fetch " + config_.remote};
    return found;
}

Result<> GitSource::fetch(std::stop_token stop) {
    const auto opened = repository();
    if (!opened)
        return opened.error();
    git::Undertaking under_way{*opened};
    auto fetched = git::fetch(config_, stop);
    if (!fetched)
        under_way.leave(); // its thread may be left behind
    return fetched;
}

Result<Commit> GitSource::resolve(const std::optional<std::string>& reference) {
    const auto opened = repository();
    if (!opened)
        return opened.error();
    if (!reference)
        return resolve_branch(*opened);
    const auto found = git::find_reference(*opened, config_, *reference);
    if (!found)
        return found.error();
    return described(*found);
}

Result<Commit> GitSource::resolve_branch(git_repository* repository) {
    const auto head = git::clean_head(repository, config_);
    if (!head)
        return head.error();
    const auto target = git::commit_of(repository, git::tracking_reference(config_));
    if (!target)
        return Error{Errc::precondition,
                     "the remote " + config_.remote + " has no branch " + config_.branch +
                         ", or it was never fetched",
                     "git -C " + config_.checkout.string() + " ls-remote --heads " +
                         config_.remote};
    if (auto forward = git::require_fast_forward(repository, config_, head->get(), target.get());
        !forward)
        return forward.error();
    return described(target);
}

Result<Commit> GitSource::head() {
    const auto opened = repository();
    if (!opened)
        return opened.error();
    const auto found = git::clean_head(*opened, config_);
    if (!found)
        return found.error();
    return described(*found);
}

Result<> GitSource::fast_forward(std::string_view id) {
    const auto target = commit(id);
    if (!target)
        return target.error();
    const git::Undertaking under_way{repository_.get()};
    return git::fast_forward(repository_.get(), config_, target->get());
}

Result<std::vector<Commit>> GitSource::between(std::string_view from, std::string_view to,
                                               std::size_t limit) {
    const auto newest = commit(to);
    if (!newest)
        return newest.error();
    std::vector<Commit> commits;
    const auto oldest = git::find_commit(repository_.get(), from);
    if (!oldest) {
        if (limit > 0)
            commits.push_back(described(*newest));
        return commits;
    }
    for (const auto& id : git::commits_between(repository_.get(), *git_commit_id(oldest.get()),
                                               *git_commit_id(newest->get()), limit))
        if (const auto found = git::find_commit(repository_.get(), git::to_hex(id)))
            commits.push_back(described(found));
    return commits;
}

Result<std::optional<std::string>> GitSource::file(std::string_view id, std::string_view path) {
    const auto found = commit(id);
    if (!found)
        return found.error();
    const auto tree = git::tree_of(found->get());
    const std::string name{path};
    const auto entry = git::make<git_tree_entry, git_tree_entry_free>(
        git_tree_entry_bypath, static_cast<const git_tree*>(tree.get()), name.c_str());
    if (!entry || (git_tree_entry_filemode(entry.get()) != GIT_FILEMODE_BLOB &&
                   git_tree_entry_filemode(entry.get()) != GIT_FILEMODE_BLOB_EXECUTABLE))
        return std::optional<std::string>{};
    const auto blob = git::make<git_blob, git_blob_free>(git_blob_lookup, repository_.get(),
                                                         git_tree_entry_id(entry.get()));
    if (!blob)
        return git::failure(Errc::corrupt, "cannot read " + name + " of the commit");
    return std::optional{std::string{static_cast<const char*>(git_blob_rawcontent(blob.get())),
                                     static_cast<std::size_t>(git_blob_rawsize(blob.get()))}};
}

Result<> GitSource::export_to(std::string_view id, const std::filesystem::path& directory) {
    const auto found = commit(id);
    if (!found)
        return found.error();
    return git::export_commit(repository_.get(), found->get(), directory);
}

} // namespace deploy
