// SPDX-License-Identifier: MIT
// The workflow that docs and examples give, run by `act`, a runner of GitHub's workflows.
#include "e2e/action_runner.hpp"
#include "e2e/expect.hpp"
#include "e2e/server_access.hpp"
#include "helpers/provided.hpp"

#include <boost/process/search_path.hpp>
#include <iostream>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

// Where cmake/bootstrap.sh puts it, else wherever it is.
std::string act() {
    const auto own = cache_folder() / "bin/act";
    return fs::exists(own) ? own.string() : boost::process::search_path("act").string();
}

void replace(std::string& text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE_MESSAGE(at != std::string::npos, what);
    text.replace(at, what.size(), with);
}

/// To the end of its line.
void replace_line(std::string& text, const std::string& begin, const std::string& with) {
    const auto at = text.find(begin);
    REQUIRE_MESSAGE(at != std::string::npos, begin);
    text.replace(at, text.find('\n', at) - at, with);
}

void commit_all(const fs::path& folder) {
    ServiceRepository::git(folder, {"init", "-q", "-b", "main"});
    ServiceRepository::git(folder, {"add", "--all"});
    ServiceRepository::git(folder, {"commit", "-q", "-m", "All of it"});
}

/// The service's repository as GitHub has it: with the example's workflow.
fs::path service_repository(const World& world, const ServerAccess& access) {
    const auto folder = world.root() / "service";
    auto workflow = read_file(fs::path{DEPLOY_TEST_GH_ACTION} / "examples/deploy.yml");
    replace(workflow, "host: app.example.com",
            "host: " + access.address() + "\n          port: " +
                std::to_string(access.sshd().port()) + "\n          install: never");
    replace(workflow, "user: deploy", "user: root");
    write_file(folder / ".github/workflows/deploy.yml", workflow);
    commit_all(folder);
    return folder;
}

/// The action's repository, with the image of this build.
fs::path action_repository(const World& world) {
    const auto folder = world.root() / "psyfit-deploy";
    auto action = read_file(fs::path{DEPLOY_TEST_GH_ACTION} / "action.yml");
    replace_line(action, "image: docker://", "image: docker://" + ActionRunner::image());
    write_file(folder / "gh-action/action.yml", action);
    commit_all(folder);
    return folder;
}

} // namespace

TEST_CASE("the example's workflow brings a merge live") {
    if (skipped())
        return;
    if (act().empty()) {
        std::cout << "[skipped] act is not there; cmake/bootstrap.sh says why\n";
        return;
    }
    World world;
    world.config["watch"] = {{"window", "1s"}};
    const auto incumbent = world.start_by_hand();
    const ServerAccess access{world, ServerAccess::Where::network};
    world.repository().commit({{"version", "2"}});
    const auto folder = service_repository(world, access);
    const auto action =
        "OWNER/psyfit-deploy@" + std::string(40, '0') + "=" + action_repository(world).string();
    auto key = read_file(access.sshd().client_key());
    for (std::size_t at = 0; (at = key.find('\n', at)) != std::string::npos; at += 2)
        key.replace(at, 1, "\\n");
    write_file(world.root() / "secrets", "DEPLOY_KEY=\"" + key + "\"\n");

    const auto done =
        run({act(), "push", "--pull=false", "--rm", "--no-cache-server", "--platform",
             "ubuntu-latest=-self-hosted", "--local-repository", action, "--network",
             world.service(), "--secret-file", (world.root() / "secrets").string(), "--var",
             "DEPLOY_KNOWN_HOSTS=" + access.known_hosts()},
            {.directory = folder, .environment = {{"HOME", (world.root() / "home").string()}}});

    CHECK_MESSAGE(done.exit_code == 0, done.out, done.err);
    expect_live(world, "2", incumbent);
    CHECK_MESSAGE(done.out.find("PRIVATE KEY") == std::string::npos, "the key is masked");
    CHECK(done.out.find("Success - Main") != std::string::npos);
}
