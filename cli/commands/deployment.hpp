// SPDX-License-Identifier: MIT
#pragma once
#include "../console/progress.hpp"
#include "../console/ticker.hpp"
#include "../session.hpp"

#include <deploy/flow.hpp>
#include <functional>
#include <optional>

namespace deploy::cli {

class JsonProgress;

/// One run of the lifecycle on the screen: progress while it runs, then its result.
class Display {
public:
    Display(const Session& session, const SafeText& safe);
    ~Display();

    Progress& progress() { return *progress_; }
    /// Prints the receipt, and the failure if it has one.
    ExitCode conclude(const Outcome& outcome);
    /// Prints a failure outside of a deployment.
    ExitCode conclude(const Error& error);
    /// Prints what `recover` did.
    ExitCode conclude(const Recovery& recovery);

private:
    std::unique_ptr<Progress> make_progress();
    void print_result(const Outcome& outcome);

    const Session& session_;
    const SafeText& safe_;
    JsonProgress* json_ = nullptr; // the same object as progress_, where it is that one
    std::unique_ptr<Progress> progress_{};
    std::optional<Ticker> ticker_{}; // after progress_, which it draws
};

/// What a command does with the opened host.
template <class T>
using Flow =
    std::function<Result<T>(const Config&, Ports, const RunOptions&, Observer&, std::stop_token)>;

ExitCode run_flow(const Session& session, const Flow<Outcome>& flow);
ExitCode run_flow(const Session& session, const Flow<Recovery>& flow);

} // namespace deploy::cli
