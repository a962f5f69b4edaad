// SPDX-License-Identifier: MIT
#include "e2e/runner_environment.hpp"

#include "helpers/action_metadata.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <unistd.h>

namespace deploy::test {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr auto server = "https://github.example";
constexpr auto nothing = "0000000000000000000000000000000000000000";

/// What GitHub tells of the push; its texts are a stranger's.
std::string push_event(const std::string& commit) {
    const json::object author{{"name", "Aoi <b>"}, {"email", "aoi@example.com"}};
    return json::serialize(json::object{
        {"ref", "refs/heads/main"},
        {"before", nothing},
        {"after", commit},
        {"compare", std::string{server} + "/o/r/compare/" + commit},
        {"repository", {{"full_name", "o/r"}, {"default_branch", "main"}}},
        {"head_commit", {{"id", commit}, {"message", "::error::Merge\n"}, {"author", author}}}});
}

std::map<std::string, std::string> github(const std::string& commit) {
    return {{"GITHUB_ACTION", "__OWNER_psyfit-deploy"},
            {"GITHUB_ACTION_REF", nothing},
            {"GITHUB_ACTION_REPOSITORY", "OWNER/psyfit-deploy"},
            {"GITHUB_ACTOR", "aoi"},
            {"GITHUB_ACTOR_ID", "1"},
            {"GITHUB_API_URL", "https://api.github.example"},
            {"GITHUB_BASE_REF", ""},
            {"GITHUB_ENV", "/github/file_commands/set_env"},
            {"GITHUB_EVENT_NAME", "push"},
            {"GITHUB_EVENT_PATH", "/github/workflow/event.json"},
            {"GITHUB_GRAPHQL_URL", "https://api.github.example/graphql"},
            {"GITHUB_HEAD_REF", ""},
            {"GITHUB_JOB", "deploy"},
            {"GITHUB_OUTPUT", "/github/file_commands/set_output"},
            {"GITHUB_PATH", "/github/file_commands/add_path"},
            {"GITHUB_REF", "refs/heads/main"},
            {"GITHUB_REF_NAME", "main"},
            {"GITHUB_REF_PROTECTED", "true"},
            {"GITHUB_REF_TYPE", "branch"},
            {"GITHUB_REPOSITORY", "o/r"},
            {"GITHUB_REPOSITORY_ID", "2"},
            {"GITHUB_REPOSITORY_OWNER", "o"},
            {"GITHUB_REPOSITORY_OWNER_ID", "3"},
            {"GITHUB_RETENTION_DAYS", "90"},
            {"GITHUB_RUN_ATTEMPT", "1"},
            {"GITHUB_RUN_ID", "42"},
            {"GITHUB_RUN_NUMBER", "7"},
            {"GITHUB_SERVER_URL", server},
            {"GITHUB_SHA", commit},
            {"GITHUB_STATE", "/github/file_commands/save_state"},
            {"GITHUB_STEP_SUMMARY", "/github/file_commands/step_summary"},
            {"GITHUB_TRIGGERING_ACTOR", "aoi"},
            {"GITHUB_WORKFLOW", "deploy"},
            {"GITHUB_WORKFLOW_REF", "o/r/.github/workflows/deploy.yml@refs/heads/main"},
            {"GITHUB_WORKFLOW_SHA", commit},
            {"GITHUB_WORKSPACE", "/github/workspace"}};
}

std::map<std::string, std::string> runner() {
    return {{"HOME", "/github/home"},
            {"RUNNER_ARCH", "X64"},
            {"RUNNER_ENVIRONMENT", "github-hosted"},
            {"RUNNER_NAME", "GitHub Actions 1"},
            {"RUNNER_OS", "Linux"},
            {"RUNNER_TEMP", "/github/runner_temp"},
            {"RUNNER_TOOL_CACHE", "/opt/hostedtoolcache"},
            {"RUNNER_WORKSPACE", "/home/runner/work/r"},
            {"ACTIONS_RUNTIME_URL", "https://pipelines.github.example/"},
            {"ACTIONS_RUNTIME_TOKEN", "runtime-token"}};
}

std::string default_of(const std::string& value) {
    return value == "${{ github.token }}" ? "ghs_0123456789" : value;
}

} // namespace

void RunnerFolders::make(const std::string& commit) const {
    for (const auto& folder : {workspace, home(), workflow(), files()})
        fs::create_directories(folder);
    write_file(workflow() / "event.json", push_event(commit));
    for (const auto* file : {"set_env", "set_output", "add_path", "save_state", "step_summary"})
        write_file(files() / file, "");
    constexpr unsigned runners_user = 1001;
    for (const auto& part : {workspace, temp}) {
        REQUIRE(::chown(part.c_str(), runners_user, runners_user) == 0);
        for (const auto& entry : fs::recursive_directory_iterator{part})
            REQUIRE(::chown(entry.path().c_str(), runners_user, runners_user) == 0);
    }
}

std::map<std::string, std::string>
runner_environment(const std::string& commit, const std::map<std::string, std::string>& inputs) {
    auto out = github(commit);
    out.merge(runner());
    const auto declared = declared_in(fs::path{DEPLOY_TEST_GH_ACTION} / "action.yml", "inputs");
    for (const auto& [name, otherwise] : declared)
        out[input_variable(name)] = default_of(otherwise.value_or(""));
    for (const auto& [name, value] : inputs) {
        const auto variable = input_variable(name);
        REQUIRE_MESSAGE(out.contains(variable), "action.yml has no input ", name);
        out[variable] = value;
    }
    return out;
}

} // namespace deploy::test
