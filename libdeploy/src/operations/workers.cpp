// SPDX-License-Identifier: MIT
#include <deploy/workers.hpp>

#include "core/diagnosis.hpp"
#include "core/workers_script.hpp"
#include "operations/live_container.hpp"

namespace deploy {
namespace {

ContainerCommand runner_of(const Container& live, const Config& config,
                           const WorkersRequest& request) {
    ContainerCommand command{.container = live.id, .arguments = config.workers.runner};
    command.arguments.push_back(workers_script());
    command.environment = {std::string{workers_variable} + '=' + workers_question(request)};
    command.timeout = config.workers.timeout;
    return command;
}

Error failed(const CommandOutput& said, const Container& live, const Config& config) {
    constexpr int shown_lines = 12;
    const auto lines = safe_log(said.errors.empty() ? said.output : said.errors, live, shown_lines);
    return {Errc::precondition,
            config.workers.runner.front() + " ended with code " + std::to_string(said.exit_code) +
                (lines.empty() ? "" : "; its last lines:\n" + lines),
            "see that the application boots, and that `workers.runner` is how its Ruby is run"};
}

} // namespace

Result<Workers> workers(const Config& config, Ports ports, const WorkersRequest& request,
                        std::stop_token stop) {
    if (config.workers.runner.empty())
        return Error{Errc::invalid_input, "`workers.runner` is empty, so no program can be asked",
                     R"(set it to ["bin/rails", "runner"])"};
    const auto live = live_container(config, ports);
    if (!live)
        return live.error();
    auto command = runner_of(*live, config, request);
    command.stop = std::move(stop);
    const auto said = output_of(ports.exec, std::move(command));
    if (!said)
        return said.error().within("ask the workers of " + live->name);
    auto queues = read_workers_answer(said->output);
    if (!queues)
        return (queues.error().is(Errc::corrupt) ? failed(*said, *live, config) : queues.error())
            .within("workers of " + live->name);
    return Workers{.container = live->name, .queues = std::move(*queues)};
}

} // namespace deploy
