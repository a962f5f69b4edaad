// SPDX-License-Identifier: MIT
// The workflows that users copy, from files and from docs/, before actionlint. The action stands
// beside them, so that every input and output that they name is one of action.yml.
#include "helpers/markdown_blocks.hpp"
#include "helpers/program.hpp"
#include "helpers/provided.hpp"

#include <doctest/doctest.h>
#include <iostream>
#include <map>
#include <regex>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

const fs::path source{DEPLOY_SOURCE_DIRECTORY};

/// Each by the place where it is.
using Workflows = std::map<std::string, std::string>;

Workflows examples() {
    Workflows out;
    for (const auto& entry : fs::directory_iterator{source / "gh-action/examples"})
        out[entry.path().filename().string()] = read_file(entry.path());
    return out;
}

/// A part of a workflow with what it leaves to its reader.
std::string completed(const std::string& part) {
    auto out = part;
    if (part.starts_with("      - "))
        out = "jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n" + out;
    return out.starts_with("on:") || out.find("\non:") != std::string::npos ? out
                                                                            : "on: push\n" + out;
}

Workflows of_docs() {
    Workflows out;
    for (const auto& entry : fs::directory_iterator{source / "docs"}) {
        int number = 0;
        if (entry.path().extension() == ".md")
            for (const auto& block : blocks_of(entry.path(), "yaml"))
                out[entry.path().stem().string() + "-" + std::to_string(++number) + ".yml"] =
                    completed(block);
    }
    return out;
}

/// What `uses:` names, with the comment behind it.
std::vector<std::string> used_by(const std::string& workflow) {
    std::vector<std::string> out;
    const std::regex uses{"uses: (.*)"};
    for (std::sregex_iterator found{workflow.begin(), workflow.end(), uses}, end; found != end;
         ++found)
        out.push_back((*found)[1]);
    return out;
}

/// actionlint, where cmake/bootstrap.sh could make it.
std::string linter() {
    const auto program = cache_folder() / "bin/actionlint";
    if (fs::exists(program))
        return program.string();
    std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name
              << ": actionlint is not there; cmake/bootstrap.sh says why\n";
    return {};
}

/// What actionlint says of them in a repository that has the action, too.
std::string complaints_about(const Workflows& workflows, const std::string& program) {
    const TemporaryFolder folder;
    const auto& root = folder.path();
    output_of({"git", "init", "--quiet", root.string()});
    write_file(root / ".github/actionlint.yaml",
               "self-hosted-runner:\n  labels: [production]\n"); // docs: the name of a server
    fs::create_directories(root / "gh-action");
    fs::copy_file(source / "gh-action/action.yml", root / "gh-action/action.yml");
    for (const auto& [name, text] : workflows)
        write_file(root / ".github/workflows" / name,
                   std::regex_replace(text, std::regex{"uses: OWNER/psyfit-deploy/gh-action@.*"},
                                      "uses: ./gh-action"));
    return run({program, "-no-color"}, {.directory = root}).out;
}

} // namespace

TEST_CASE("every workflow that users copy is one that GitHub takes, with inputs of the action") {
    const auto program = linter();
    if (program.empty())
        return;
    auto workflows = of_docs();
    CHECK(workflows.size() >= 3);
    workflows.merge(examples());

    CHECK(complaints_about(workflows, program) == "");
}

TEST_CASE("an input or an output that action.yml does not have is found") {
    const auto program = linter();
    if (program.empty())
        return;
    auto workflow = examples().at("deploy.yml");
    workflow.replace(workflow.find("ssh_key:"), 8, "sshkey:");
    workflow.replace(workflow.find("outputs.url"), 11, "outputs.address");

    const auto complaints = complaints_about({{"deploy.yml", workflow}}, program);

    CHECK(complaints.find("input \"sshkey\" is not defined") != std::string::npos);
    CHECK(complaints.find("property \"address\" is not defined") != std::string::npos);
}

TEST_CASE("what a workflow uses is pinned by commit, with its version beside it") {
    const std::regex pinned{"[^@ ]+@([0-9a-f]{40}|<40 digits of the commit>) # v[0-9.]+"};
    auto workflows = of_docs();
    workflows.merge(examples());
    int used = 0;
    for (const auto& [name, text] : workflows)
        for (const auto& what : used_by(text)) {
            CHECK_MESSAGE(std::regex_match(what, pinned), name, ": ", what);
            ++used;
        }
    CHECK(used >= 6);
}
