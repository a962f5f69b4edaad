// SPDX-License-Identifier: MIT
#pragma once
#include "ssh_identity.hpp"

#include <deploy/remote.hpp>
#include <memory>
#include <optional>

namespace deploy::action {

/// The psyfit-deploy that does the work, wherever it is.
class Server {
public:
    /// Through ssh, or on the machine that this container runs on. Says on `note` which one it is.
    /// Errors: those of `Remote::call`, and `precondition` where there is none that can be used.
    static Result<Server> reach(const Inputs& inputs,
                                const std::function<void(std::string_view)>& note);

    [[nodiscard]] Remote& remote() { return *remote_; }

private:
    explicit Server(std::optional<SshIdentity> identity) : identity_{std::move(identity)} {}

    std::optional<SshIdentity> identity_;
    std::unique_ptr<Remote> remote_{};
};

/// Whether a program of version `theirs` (`psyfit-deploy 1.2.3`) understands what one of version
/// `ours` sends it: the same major version, and not older.
[[nodiscard]] bool new_enough(std::string_view theirs, std::string_view ours);

} // namespace deploy::action
