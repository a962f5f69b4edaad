// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/history.hpp>
#include <deploy/host.hpp>
#include <optional>
#include <string>

namespace deploy {

/// The truth about what serves now.
struct Status {
    std::string service;
    std::optional<Route> route{};         ///< As the proxy has it.
    std::optional<Container> container{}; ///< That the route leads to.
    std::string revision{};               ///< Of that container, where a label tells.
    std::optional<Answer> answer{};       ///< Of the health page through the proxy.
    std::string answer_error{};           ///< Why there is none.
    std::chrono::milliseconds answered_in{0};
    std::optional<HistoryEntry> last{};        ///< The last deployment.
    bool under_way = false;                    ///< It runs now.
    bool unfinished = false;                   ///< Crashed, stuck, or what it replaced still runs.
    std::vector<RollbackCandidate> rollback{}; ///< Newest first.
    std::string journal_error{}; ///< Why the journal tells nothing: then the three above are empty.

    /// Traffic reaches a running container that answers with success.
    [[nodiscard]] bool serving() const {
        return route && container && container->steady() && answer && answer->status >= 200 &&
               answer->status < 300;
    }
};

/// Asks proxy, engine, service and journal. Reads only; takes no lock.
Result<Status> status(const Config& config, Ports ports);

} // namespace deploy
