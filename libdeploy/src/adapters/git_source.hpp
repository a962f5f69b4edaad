// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <deploy/config.hpp>
#include <deploy/source.hpp>

namespace deploy {

/// A Source on a git checkout, by libgit2: no git program, hook, filter or configured command runs.
/// The repository is opened by the first call. One thread at a time; `fetch` uses one of its own.
class GitSource : public Source {
public:
    explicit GitSource(const Config::Source& config) : config_{config} {}

    Result<> fetch(std::stop_token stop) override;
    Result<Commit> resolve(const std::optional<std::string>& reference) override;
    Result<Commit> head() override;
    Result<> fast_forward(std::string_view commit) override;
    Result<std::vector<Commit>> between(std::string_view from, std::string_view to,
                                        std::size_t limit) override;
    Result<std::optional<std::string>> file(std::string_view commit,
                                            std::string_view path) override;
    Result<> export_to(std::string_view commit, const std::filesystem::path& directory) override;

private:
    Result<git_repository*> repository();
    Result<git::CommitObject> commit(std::string_view id);
    Result<Commit> resolve_branch(git_repository* repository);

    Config::Source config_;
    git::Repository repository_;
};

} // namespace deploy
