// SPDX-License-Identifier: MIT
// The steps of the release's workflow that need no GitHub.
#include "helpers/program.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

const fs::path gh_action = fs::path{DEPLOY_SOURCE_DIRECTORY} / "gh-action";

std::string workflow() { return read_file(gh_action / "examples/release.yml"); }

/// The script of the step of that name.
std::string script_of(const std::string& step) {
    std::string out;
    bool named = false;
    bool inside = false;
    std::istringstream lines{workflow()};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("      - "))
            named = inside = false;
        named = named || line == "      - name: " + step;
        if (inside && line.starts_with("          "))
            out += line.substr(10) + "\n";
        inside = inside || (named && line == "        run: |");
    }
    REQUIRE_MESSAGE(!out.empty(), step);
    return out;
}

/// The published repository, checked out as actions/checkout does it.
struct Repository {
    TemporaryFolder folder;
    fs::path origin = folder.path() / "origin";
    fs::path work = folder.path() / "work";
    std::map<std::string, std::string> environment{
        {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"VERSION", "1.2.3"},
        {"IMAGE", "registry.example/o/psyfit-deploy@sha256:abc"}};

    Repository() {
        fs::create_directories(work / "gh-action");
        fs::copy_file(gh_action / "action.yml", work / "gh-action/action.yml");
        git({"init", "--quiet", "--bare", origin.string()});
        git({"init", "--quiet", "--initial-branch", "main", "."});
        git({"add", "--all"});
        git({"-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "All"});
        git({"remote", "add", "origin", origin.string()});
        git({"push", "--quiet", "origin", "main"});
    }
    std::string git(Words words) const {
        words.insert(words.begin(), "git");
        return output_of(words, {.directory = work, .environment = environment});
    }
    [[nodiscard]] Finished step(const std::string& name) const {
        return run({"bash", "-e", "-c", script_of(name)},
                   {.directory = work, .environment = environment});
    }
    [[nodiscard]] std::string there(const std::string& name) const {
        return git({"--git-dir", origin.string(), "rev-parse", name + "^{commit}"});
    }
};

} // namespace

TEST_CASE("a release is a tagged commit whose action names the image by digest") {
    Repository repository;
    const auto main = repository.there("main");

    const auto tagged = repository.step("Tag a commit that uses the image");
    const auto first = repository.there("v1.2.3");
    repository.environment["VERSION"] = "1.3.0";
    repository.environment["IMAGE"] = "registry.example/o/psyfit-deploy@sha256:def";
    const auto next = repository.step("Tag a commit that uses the image");

    CHECK_MESSAGE(tagged.exit_code == 0, tagged.err);
    CHECK_MESSAGE(next.exit_code == 0, next.err);
    const auto action = repository.git({"show", first + ":gh-action/action.yml"});
    CHECK(action.find("\n  image: docker://registry.example/o/psyfit-deploy@sha256:abc") !=
          std::string::npos);
    CHECK(repository.git({"diff", "--stat", main, first}).find("1 insertion(+), 1 deletion(-)") !=
          std::string::npos);
    CHECK(repository.there("v1") == repository.there("v1.3.0"));
    CHECK(repository.there("v1.2.3") == first);
    CHECK_MESSAGE(repository.there("main") == main, "the branch keeps its own action.yml");
}

TEST_CASE("what is out is not released again") {
    Repository repository;
    const auto before = repository.step("Refuse a version that is out already");
    repository.git({"tag", "v1.2.3"});

    const auto again = repository.step("Refuse a version that is out already");

    CHECK_MESSAGE(before.exit_code == 0, before.out);
    CHECK(again.exit_code == 1);
    CHECK(again.out.find("::error::v1.2.3 is out already") != std::string::npos);
}

TEST_CASE("each job of a release may do what it has to, and no more") {
    const auto text = workflow();
    const auto image = text.find("\n  image:");
    const auto tag = text.find("\n  tag:");
    const auto permissions_from = [&](std::size_t begin) {
        std::string out;
        std::istringstream lines{text.substr(text.find("    permissions:\n", begin) + 17)};
        for (std::string line; std::getline(lines, line) && line.starts_with("      ");)
            out += line.substr(6, line.find(" #") - 6) + "\n";
        return out;
    };

    CHECK(text.find("\npermissions: {}\n") < image);
    CHECK(permissions_from(image) ==
          "contents: read\npackages: write\nid-token: write\nattestations: write\n");
    CHECK(permissions_from(tag) == "contents: write\n");
}
