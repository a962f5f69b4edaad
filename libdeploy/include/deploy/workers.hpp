// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// What is done with the queues of the background workers.
enum class WorkersAction : std::uint8_t {
    look,   ///< Nothing.
    pause,  ///< No worker takes a job of it from now on; jobs that run go on to their end.
    resume, ///< Workers take its jobs again.
};

struct WorkersRequest {
    WorkersAction action = WorkersAction::look;
    std::vector<std::string> queues{}; ///< By name; empty: all.
};

/// One queue as it is after the action.
struct WorkerQueue {
    std::string name;
    std::uint64_t waiting = 0; ///< Jobs that are ready to run.
    bool was_paused = false;
    std::optional<bool> paused{}; ///< Read back; nothing where that failed.
    std::string error{};          ///< What the application says of its failure, raw.

    /// It is as the action wants it, whoever made it so.
    [[nodiscard]] bool as_wanted(WorkersAction action) const {
        return paused &&
               (action == WorkersAction::look || *paused == (action == WorkersAction::pause));
    }
};

struct Workers {
    std::string container; ///< Where it was asked: the one that serves.
    std::vector<WorkerQueue> queues{};

    /// Every queue is as the action wants it.
    [[nodiscard]] bool as_wanted(WorkersAction action) const;
};

/// Asks Solid Queue through `workers.runner` in the container that serves. A queue is known by the
/// jobs that bear its name, and by its pause. An action that has been done already is success; one
/// that fails for some queues is no Error: each queue tells. `not_found` where a queue of
/// the request is not known, `precondition` where nothing serves or the application has no Solid
/// Queue: nothing was touched then. After `timed_out` or `unknown_outcome` look again.
Result<Workers> workers(const Config& config, Ports ports, const WorkersRequest& request,
                        std::stop_token stop);

[[nodiscard]] boost::json::object to_json(const Workers& workers);

} // namespace deploy
