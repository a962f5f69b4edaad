// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/action_runner.hpp"
#include "e2e/await.hpp"
#include "e2e/server_access.hpp"

#include <string>

namespace deploy::test {

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A service on a server that a step can reach.
struct Production : World {
    std::string incumbent = start_by_hand();
    ServerAccess access{*this, ServerAccess::Where::network};
    ActionRunner runner{*this};

    /// One that migrates, boots, and is watched long enough to be met in any state. Gives its
    /// commit.
    std::string merge(const std::string& version = "2");
    void watch_for(const std::string& window);
    /// What a workflow gives the step: ssh, the server's own psyfit-deploy.
    [[nodiscard]] ActionRunner::Inputs inputs() const;
    /// For a runner on the server.
    [[nodiscard]] ActionRunner::Inputs inputs_without_ssh() const;
    /// The variables of the container that serves.
    [[nodiscard]] std::string environment() const;
    /// Waits until the step's log has that.
    void await_logged(const std::string& text) const;
};

} // namespace deploy::test
