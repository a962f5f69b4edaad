// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <deploy/deployer.hpp>
#include <deploy/exit_code.hpp>
#include <deploy/flow.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// How a run of deploy, rollback or recover ended: the last thing that its events tell.
struct RunEnd {
    std::optional<Outcome> outcome{}; ///< Of the deployment that ended, if any did.
    /// Why there is none; beside one, what a recovery found after it.
    std::optional<Error> error{};
    bool recovery = false;              ///< It was a `recover`.
    bool route_restored = false;        ///< The proxy was given back the route that it had lost.
    std::vector<std::string> cleared{}; ///< As in Recovery.
    std::string serves{}; ///< What serves now, in words; empty where that is the candidate.
    ExitCode code = ExitCode::internal;
};

[[nodiscard]] RunEnd run_end(const Outcome& outcome);
[[nodiscard]] RunEnd run_end(const Recovery& recovery);
/// A failure beside a deployment. `serves` may be empty.
[[nodiscard]] RunEnd run_end(const Error& error, std::string serves);

/// `{"outcome": …}`, `{"error": …}` or both, with `serves` unless that is empty, and `exit_code`.
[[nodiscard]] boost::json::object to_json(const RunEnd& end);
/// Reads back what `to_json` wrote; `corrupt` where it is not that.
Result<RunEnd> run_end_from_json(const boost::json::object& value);
/// The end that a line of JSON tells, whatever else is in it; nothing where it tells none.
[[nodiscard]] std::optional<RunEnd> run_end_in(std::string_view line);

} // namespace deploy
