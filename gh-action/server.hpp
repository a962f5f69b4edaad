// SPDX-License-Identifier: MIT
#pragma once
#include "ssh_identity.hpp"

#include <deploy/remote.hpp>
#include <memory>
#include <optional>
#include <stop_token>

namespace deploy::action {

/// The psyfit-deploy that does the work, wherever it is.
class Server {
public:
    /// Through ssh, or on the machine that this container runs on. Says on `note` which one it is.
    /// Errors: those of `Remote::call`, and `precondition` where there is none that can be used;
    /// `cancelled` soon after `stop`. No run has begun then.
    static Result<Server> reach(const Inputs& inputs,
                                const std::function<void(std::string_view)>& note,
                                const std::stop_token& stop);

    [[nodiscard]] Remote& remote() { return *remote_; }
    /// Whether the server has it itself; else this action's image does the work there.
    [[nodiscard]] bool installed() const { return installed_; }

private:
    static Result<Server> look_for(const Inputs& inputs,
                                   const std::function<void(std::string_view)>& note,
                                   const std::stop_token& stop);
    explicit Server(std::optional<SshIdentity> identity) : identity_{std::move(identity)} {}

    std::optional<SshIdentity> identity_;
    std::unique_ptr<Remote> remote_{};
    bool installed_ = true;
};

/// The end of a job that was cancelled while it only asked the server.
[[nodiscard]] Error cancelled_before_a_run();

/// Whether a program of version `theirs` (`psyfit-deploy 1.2.3`) understands what one of version
/// `ours` sends it: the same major version, and not older.
[[nodiscard]] bool new_enough(std::string_view theirs, std::string_view ours);

} // namespace deploy::action
