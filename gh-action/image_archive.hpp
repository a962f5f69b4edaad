// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <stop_token>
#include <string>

namespace deploy::action {

/// What this process runs in.
struct OwnContainer {
    std::string id;
    std::string image; ///< Its id.
};

/// As the runner's engine tells (its socket is in every container action); `precondition` outside
/// of a container; an error soon after `stop`.
Result<OwnContainer> own_container(const std::stop_token& stop);

/// The image as `docker save` writes it; an error soon after `stop`.
Result<std::string> save_image(const std::string& id, const std::stop_token& stop);

} // namespace deploy::action
