// SPDX-License-Identifier: MIT
#pragma once
#include "image_archive.hpp"
#include "programs.hpp"

namespace deploy::action {

/// The programs of the machine that this action's container runs on, without ssh: each call is one
/// of a helper container of the image of `own`, the action's container, which has the files of the
/// machine and becomes the program as `user`.
[[nodiscard]] Programs programs_of_host(const OwnContainer& own, const std::string& user);

} // namespace deploy::action
