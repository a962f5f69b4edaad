// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <string>

namespace deploy::action {

/// The id of the image that this process runs in, as the runner's engine tells (its socket is in
/// every container action); `precondition` outside of a container.
Result<std::string> own_image_id();

/// The image as `docker save` writes it.
Result<std::string> save_image(const std::string& id);

} // namespace deploy::action
