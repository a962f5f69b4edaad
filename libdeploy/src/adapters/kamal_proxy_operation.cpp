// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy.hpp"
#include "adapters/kamal_proxy_command.hpp"
#include "adapters/kamal_proxy_state.hpp"
#include <algorithm>

// How a command of the proxy is run, and how its end is waited for after its answer was lost.

namespace deploy {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds poll_interval{50};
constexpr seconds slack{5};
constexpr seconds answer_slack{15};
constexpr seconds list_timeout{10};
/// Longer than the engine takes to begin a command that it has been told to begin.
constexpr milliseconds begin_grace{1000};
/// The same for a command of an earlier process. One that comes later does no harm: what resumes
/// asks for the same again.
constexpr milliseconds orphan_grace{500};
bool changes_routes(const std::string& command) {
    return command.find("kamal-proxy deploy ") != std::string::npos ||
           command.find("kamal-proxy remove ") != std::string::npos;
}

} // namespace

void KamalProxy::pause(milliseconds duration) {
    clock_.sleep_for(duration, std::stop_token{}); // an operation under way takes no cancellation
}

milliseconds KamalProxy::longest() const { return config_.deploy_timeout + config_.drain_timeout; }

Result<bool> KamalProxy::lists(std::string_view service) {
    const auto id =
        exec_.create({.container = config_.container, .command = {"kamal-proxy", "list"}});
    if (!id)
        return id.error();
    const auto output = exec_.start(*id, list_timeout);
    if (!output)
        return output.error().within("ask the proxy for its services");
    const auto status = exec_.inspect(*id);
    if (!status)
        return status.error();
    if (const int code = status->exit_code.value_or(0); code != 0)
        return command_failure(*output, code, config_.container);
    return list_names_service(*output, service);
}

Result<> KamalProxy::run(const std::vector<std::string>& command, const OperationSink& begun) {
    const auto id = exec_.create({.container = config_.container, .command = command});
    if (!id)
        return id.error();
    if (auto noted = begun(*id); !noted)
        return noted;
    return outcome_of(*id, exec_.start(*id, longest() + answer_slack));
}

/// What became of a command whose output is known, or whose answer was lost.
Result<> KamalProxy::outcome_of(std::string_view id, const Result<std::string>& output) {
    const bool lost =
        !output && (output.error().is(Errc::unknown_outcome) || output.error().is(Errc::timed_out));
    if (!output && !lost)
        return output.error();
    const auto limit = lost ? longest() + slack : milliseconds{slack};
    const auto status = wait_for(id, clock_.now() + limit, Patience::engine_may_be_away);
    const auto ended = status ? status->exit_code : std::nullopt;
    if (!ended)
        return Error{Errc::unknown_outcome,
                     "the answer of the proxy was lost; it may have moved the traffic or not"};
    const int code = *ended;
    if (code == 0)
        return {};
    if (lost)
        return Error{Errc::unknown_outcome,
                     "the words of the proxy were lost; its command failed with exit code " +
                         std::to_string(code)};
    return command_failure(*output, code, config_.container);
}

/// The command's state at its end, or at the deadline. A command that does not begin within a short
/// grace never will: nobody is left to start it.
Result<ExecStatus> KamalProxy::wait_for(std::string_view id, Deadline deadline, Patience patience) {
    const auto grace_end = clock_.now() + (patience == Patience::none ? orphan_grace : begin_grace);
    for (;;) {
        auto status = exec_.inspect(id);
        const bool away = !status && patience == Patience::engine_may_be_away;
        if (!status && !away)
            return status.error();
        const auto now = clock_.now();
        if (now >= deadline)
            return status;
        if (!away && (!status->known || status->exit_code))
            return status;
        if (!away && !status->running && now >= grace_end)
            return status;
        pause(poll_interval);
    }
}

/// For an operation whose id leads nowhere. A table that cannot be had means the whole wait.
Result<> KamalProxy::wait_for_processes(Deadline deadline) {
    while (clock_.now() < deadline) {
        const auto commands = exec_.processes(config_.container);
        if (!commands && commands.error().is(Errc::unreachable))
            return commands.error();
        if (commands && std::ranges::none_of(*commands, changes_routes))
            return {};
        pause(poll_interval);
    }
    return {};
}

Result<> KamalProxy::settle(std::string_view operation) {
    const auto deadline = clock_.now() + longest() + slack;
    if (!operation.empty()) {
        const auto status = wait_for(operation, deadline, Patience::none);
        if (!status)
            return status.error();
        // A command that was killed may have left its request behind in the proxy.
        if (status->exit_code.value_or(0) > ended_by_signal)
            pause(std::chrono::duration_cast<milliseconds>(deadline - clock_.now()));
    }
    return wait_for_processes(deadline);
}

} // namespace deploy
