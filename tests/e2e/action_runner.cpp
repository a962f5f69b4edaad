// SPDX-License-Identifier: MIT
#include "e2e/action_runner.hpp"
#include "e2e/world_names.hpp"

#include <boost/json/value_to.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sstream>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

/// GITHUB_OUTPUT as the runner reads it.
std::map<std::string, std::string> read_outputs(const fs::path& file) {
    std::map<std::string, std::string> out;
    std::istringstream lines{read_file(file)};
    for (std::string line; std::getline(lines, line);) {
        const auto heredoc = line.find("<<");
        REQUIRE(heredoc != std::string::npos);
        const auto end = line.substr(heredoc + 2);
        auto& value = out[line.substr(0, heredoc)];
        for (std::string each; std::getline(lines, each) && each != end;)
            value += (value.empty() ? "" : "\n") + each;
    }
    return out;
}

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

Words ActionRunner::command(const Inputs& inputs) const {
    const auto in = [this](const char* name) { return (temp_ / name).string(); };
    Words out{"docker",
              "run",
              "--name",
              name_,
              "--label",
              "psyfit.test=" + world_.id(),
              "--workdir",
              "/github/workspace",
              "--rm",
              "--network",
              engine_.network.empty() ? world_.service() : engine_.network, // the job's own
              "-e",
              "HOME=/github/home",
              "-e",
              "CI=true",
              "-e",
              "GITHUB_ACTIONS=true",
              "-e",
              "GITHUB_OUTPUT=/github/file_commands/output",
              "-e",
              "GITHUB_STEP_SUMMARY=/github/file_commands/summary",
              "-e",
              "GITHUB_SERVER_URL=https://github.example",
              "-e",
              "GITHUB_REPOSITORY=o/r",
              "-e",
              "GITHUB_RUN_ID=42"};
    for (const auto& [key, value] : inputs)
        out.insert(out.end(), {"-e", "INPUT_" + key}); // by name: values are in no command line
    out.insert(out.end(), {"-v", "/var/run/docker.sock:/var/run/docker.sock", "-v",
                           in("home") + ":/github/home", "-v", in("workflow") + ":/github/workflow",
                           "-v", in("file_commands") + ":/github/file_commands", "-v",
                           in("workspace") + ":/github/workspace", "-v",
                           in("runner_temp") + ":/github/runner_temp", image()});
    return out;
}

void ActionRunner::start(const Inputs& inputs) {
    name_ = world_.service() + "-step" + std::to_string(++steps_);
    temp_ = world_.root() / name_;
    for (const auto* folder : {"home", "workflow", "file_commands", "workspace", "runner_temp"})
        fs::create_directories(temp_ / folder);
    write_file(temp_ / "file_commands/output", "");
    write_file(temp_ / "file_commands/summary", "");
    ProgramOptions options;
    if (!engine_.host.empty())
        options.environment["DOCKER_HOST"] = engine_.host;
    for (const auto& [key, value] : inputs)
        options.environment["INPUT_" + key] = value;
    program_.emplace(command(inputs), options);
}

StepResult ActionRunner::result() {
    const auto code = program_->wait(std::chrono::minutes{3});
    REQUIRE_MESSAGE(code, "the step does not end:\n", log());
    return {.exit_code = *code,
            .log = log(),
            .outputs = read_outputs(temp_ / "file_commands/output"),
            .summary = read_file(temp_ / "file_commands/summary")};
}

StepResult ActionRunner::run(const Inputs& inputs) {
    start(inputs);
    return result();
}

std::string ActionRunner::log() const { return program_->out() + program_->err(); }

void ActionRunner::signal(const std::string& name) const {
    docker({"kill", "--signal", name, name_});
}

} // namespace deploy::test
