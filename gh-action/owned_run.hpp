// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/remote.hpp>
#include <string>
#include <vector>

namespace deploy::action {

// A run in a container of its own, which the engine owns: nobody who follows it can end it, so that
// it need not detach itself.

[[nodiscard]] bool is_detached(const RemoteCall& call);

struct OwnedRun {
    std::string id;
    std::string container;          ///< Its name: the same run does not begin twice.
    std::vector<std::string> words; ///< Those of the call, but for `--detach`.
};
[[nodiscard]] OwnedRun owned_run(const RemoteCall& call);

/// Makes a call that lives on without its caller, and leaves it with its first event: 0 then, else
/// its own end.
Result<int> start_and_leave(Remote& through, const RemoteCall& call);

} // namespace deploy::action
