// SPDX-License-Identifier: MIT
#include "deployment.hpp"

#include "../signals.hpp"
#include "commands.hpp"

#include <spdlog/spdlog.h>

namespace deploy::cli {
namespace {

template <class T>
ExitCode run(const Session& session, const Flow<T>& flow) {
    const Signals signals; // before any thread
    const auto config = load_configuration(session.options);
    const SafeText safe = config ? SafeText{*config} : SafeText{};
    Display display{session, safe};
    if (!config)
        return display.conclude(config.error());
    auto host = Host::open(*config);
    if (!host)
        return display.conclude(host.error());
    const std::stop_callback tell{signals.token(), [&] { display.progress().cancelling(); }};
    const RunOptions options{.intent = session.options.intent, .patience = session.options.wait};
    const auto result =
        flow(*config, (*host)->ports(), options, display.progress(), signals.token());
    const auto code = result ? display.conclude(*result) : display.conclude(result.error());
    spdlog::debug("exit code {}", static_cast<int>(code));
    return code;
}

} // namespace

ExitCode run_flow(const Session& session, const Flow<Outcome>& flow) { return run(session, flow); }
ExitCode run_flow(const Session& session, const Flow<Recovery>& flow) { return run(session, flow); }

} // namespace deploy::cli
