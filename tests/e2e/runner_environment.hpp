// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace deploy::test {

/// The folders of a runner that a container action sees, each at its own place.
struct RunnerFolders {
    std::filesystem::path workspace; ///< /github/workspace
    std::filesystem::path temp;      ///< /github/runner_temp, and the other three in it.
    [[nodiscard]] std::filesystem::path home() const { return temp / "_github_home"; }
    [[nodiscard]] std::filesystem::path workflow() const { return temp / "_github_workflow"; }
    [[nodiscard]] std::filesystem::path files() const { return temp / "_runner_file_commands"; }

    /// Makes them with all that the runner puts there, for a push to main of that commit. They are
    /// the runner's, whose user is not root.
    void make(const std::string& commit) const;
};

/// The variables of a container action: of GITHUB_… and RUNNER_… those that the runner exposes
/// (GitHubContext and RunnerContext of its source), and each input of action.yml, given ones by
/// their names in capitals, the rest with their defaults.
[[nodiscard]] std::map<std::string, std::string>
runner_environment(const std::string& commit, const std::map<std::string, std::string>& inputs);

} // namespace deploy::test
