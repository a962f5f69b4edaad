// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/clock.hpp>
#include <deploy/observer.hpp>
#include <deploy/remote.hpp>
#include <deploy/run_end.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A run on the server that is followed from here.
struct RemoteRun {
    std::string id;
    /// The command that starts it there, with its options; empty: it has been started already.
    std::vector<std::string> command{};
    std::string input{};                ///< Standard input of that command.
    std::vector<std::string> options{}; ///< Of every call: `--config FILE --service NAME`.
    std::uint64_t from = 1;             ///< Number of the first event to tell.
    std::chrono::seconds patience{600}; ///< How long to go on without any answer.
    std::stop_token leave{};            ///< After `stop`: there is no time to hear the end.
    /// Each event as the line that it is.
    std::function<void(std::string_view)> line = [](std::string_view) {};
    /// What the program there says beside the events.
    std::function<void(std::string_view)> error_line = [](std::string_view) {};
};

/// What follows the run on the server, with the options of every call.
[[nodiscard]] std::string attach_command(const RemoteRun& run);

/// Starts the run, detached from the connection, and leaves it. Nothing where it goes on; its end
/// where the server would not begin it. Errors: those of `Remote::call`. Calling it again with the
/// same id starts nothing twice.
Result<std::optional<RunEnd>> start_remote(Remote& remote, const RemoteRun& run);

/// Starts the run and tells its events until its end. A connection that is cut is made again, later
/// each time, and no event is lost or told twice; the run is started once however often the answer
/// to that is lost, for the server knows its id.
///
/// On `stop` the server is asked to turn the run back by the rules of the lifecycle, and its end is
/// told as ever; one that was not started here is left alone, which is `cancelled`. An Error: the
/// run was not started (`unreachable` after a few tries, `refused`, `precondition`; `cancelled` on
/// `stop` before then), or `unknown_outcome`: nobody answered for `patience`, or the server lets
/// nobody in any more, or `leave` was requested; the run goes on or turns back by itself, and can
/// be followed again.
Result<RunEnd> follow_remote(Remote& remote, Clock& clock, const RemoteRun& run, Observer& observer,
                             std::stop_token stop);

} // namespace deploy
