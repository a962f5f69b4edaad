// SPDX-License-Identifier: MIT
#include "e2e/action_runner.hpp"
#include "e2e/world_names.hpp"

#include "helpers/runner_outputs.hpp"

#include <boost/json/value_to.hpp>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sstream>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

/// Made once for all tests of the program: it is large.
struct ActionImage {
    std::string mark = new_world_id();
    DockerTraces traces{"psyfit-test-" + mark};
    TemporaryFolder folder;
    std::string name = "psyfit-test-" + mark + ":action";

    ActionImage() {
        const auto programs = folder.path() / "programs";
        fs::create_directories(programs);
        for (const fs::path program : {DEPLOY_TEST_CLI, DEPLOY_TEST_ACTION})
            fs::copy_file(program, programs / program.filename());
        output_of({DEPLOY_TEST_COLLECT, programs.string(), (folder.path() / "image").string()});
        write_file(folder.path() / "Dockerfile",
                   "FROM scratch\nLABEL psyfit.test=" + mark +
                       "\nCOPY image /\n"
                       "ENTRYPOINT [\"/usr/bin/psyfit-deploy-action\"]\n");
        docker({"build", "--quiet", "--tag", name, folder.path().string()});
    }
    /// Containers of runs are the engine's, and bear no name of a test.
    ~ActionImage() {
        const auto listed =
            engine_api::get("/containers/json?all=1&" + engine_api::filter("ancestor", name));
        if (listed)
            for (const auto& one : listed->as_array())
                engine_api::remove("/containers/" +
                                   boost::json::value_to<std::string>(one.at("Id")) +
                                   "?force=1&v=1");
    }
    ActionImage(const ActionImage&) = delete;
    ActionImage& operator=(const ActionImage&) = delete;
};

} // namespace

const std::string& ActionRunner::image() {
    const char* const given = std::getenv("DEPLOY_TEST_ACTION_IMAGE"); // NOLINT(*-mt-unsafe)
    static const std::string name = given == nullptr ? "" : given;
    if (!name.empty())
        return name;
    static const ActionImage image;
    return image.name;
}

Words ActionRunner::command(const std::map<std::string, std::string>& environment) const {
    Words out{"docker",    "run",
              "--name",    name_,
              "--label",   "psyfit.test=" + world_.id(),
              "--workdir", "/github/workspace",
              "--rm"};
    for (const auto& [name, value] : environment)
        out.insert(out.end(), {"-e", name}); // values are in no command line
    out.insert(out.end(), {"-e", "GITHUB_ACTIONS=true", "-e", "CI=true", "--network",
                           engine_.network.empty() ? world_.service() : engine_.network});
    const auto mount = [&](const std::string& from, const std::string& to) {
        out.insert(out.end(), {"-v", from + ":" + to});
    };
    mount("/var/run/docker.sock", "/var/run/docker.sock");
    mount(folders_.temp.string(), "/github/runner_temp");
    mount(folders_.home().string(), "/github/home");
    mount(folders_.workflow().string(), "/github/workflow");
    mount(folders_.files().string(), "/github/file_commands");
    mount(folders_.workspace.string(), "/github/workspace");
    out.push_back(image());
    return out;
}

void ActionRunner::start(const Inputs& inputs) {
    static int steps = 0;
    name_ = world_.service() + "-step" + std::to_string(++steps);
    folders_ = {.workspace = world_.root() / name_ / "workspace",
                .temp = world_.root() / name_ / "temp"};
    const auto commit = ServiceRepository::git(world_.repository().author(), {"rev-parse", "HEAD"});
    folders_.make(commit);
    ProgramOptions options{.environment = runner_environment(commit, inputs)};
    const auto words = command(options.environment);
    if (!engine_.host.empty())
        options.environment["DOCKER_HOST"] = engine_.host;
    options.environment["DOCKER_CONFIG"] = (world_.root() / "no-docker-config").string();
    program_.emplace(words, options);
}

StepResult ActionRunner::result() {
    const auto code = program_->wait(std::chrono::minutes{3});
    REQUIRE_MESSAGE(code, "the step does not end:\n", log());
    return {.exit_code = *code,
            .log = log(),
            .outputs = outputs_in(read_file(folders_.files() / "set_output")),
            .summary = read_file(folders_.files() / "step_summary")};
}

StepResult ActionRunner::run(const Inputs& inputs) {
    start(inputs);
    return result();
}

std::string ActionRunner::log() const { return program_->out() + program_->err(); }

void ActionRunner::signal(int number) { program_->send_signal(number); }

void ActionRunner::kill() const { docker({"kill", "--signal", "KILL", name_}); }

int ActionRunner::kill_programs(const std::string& name) const {
    int killed = 0;
    std::istringstream lines{docker({"top", name_, "-eo", "pid,comm"})};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        pid_t pid = 0;
        std::string program;
        if (words >> pid >> program && program == name && ::kill(pid, SIGKILL) == 0)
            ++killed;
    }
    return killed;
}

} // namespace deploy::test
