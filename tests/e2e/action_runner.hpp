// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include "e2e/runner_environment.hpp"

#include <map>
#include <string>
#include <utility>

namespace deploy::test {

/// What a step left for GitHub.
struct StepResult {
    int exit_code = 0;
    std::string log; ///< Both streams, as the runner reads them.
    std::map<std::string, std::string> outputs;
    std::string summary;
};

/// A GitHub runner as far as a container action sees it: the same options of `docker run` in their
/// order, mounts, environment, user and working directory (ContainerActionHandler and
/// DockerCommandManager of the runner's source), and its network where the job has a container.
class ActionRunner {
public:
    /// Where the step runs.
    struct Engine {
        std::string host{};    ///< As DOCKER_HOST; empty: the engine of the world.
        std::string network{}; ///< Of that engine, for the job; empty: that of the world.
    };
    explicit ActionRunner(World& world) : world_{world} {}
    ActionRunner(World& world, Engine engine) : world_{world}, engine_{std::move(engine)} {}

    using Inputs = std::map<std::string, std::string>;
    /// Runs the action to its end.
    StepResult run(const Inputs& inputs);
    /// Starts it; `result` waits for it.
    void start(const Inputs& inputs);
    StepResult result();
    /// Of the container of the step that was started last.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// What it has printed so far.
    [[nodiscard]] std::string log() const;
    /// To the docker client, which passes it on to process 1 of the action: so a job is cancelled.
    void signal(int number);
    /// The action is killed, as with the machine that it runs on.
    void kill() const;
    /// Kills the action's programs of that name (`ssh`); how many there were.
    [[nodiscard]] int kill_programs(const std::string& name) const;

    /// The action's, of the programs of this build; it goes when the test program ends. Or the one
    /// that DEPLOY_TEST_ACTION_IMAGE names, which stays.
    [[nodiscard]] static const std::string& image();

private:
    [[nodiscard]] Words command(const std::map<std::string, std::string>& environment) const;

    World& world_;
    Engine engine_{};
    std::string name_{};
    RunnerFolders folders_{};
    std::optional<Program> program_{};
};

} // namespace deploy::test
