// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

#include <deploy/flow.hpp>
#include <functional>

namespace deploy::cli {

/// What a command does with the opened host.
template <class T>
using Flow =
    std::function<Result<T>(const Config&, Ports, const RunOptions&, Observer&, std::stop_token)>;

/// Runs it, shows it and records it for `attach`; with `--detach` in a process of its own.
ExitCode run_flow(const Session& session, const Flow<Outcome>& flow);
ExitCode run_flow(const Session& session, const Flow<Recovery>& flow);

} // namespace deploy::cli
