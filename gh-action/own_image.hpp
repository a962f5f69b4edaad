// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"
#include "programs.hpp"

#include <deploy/remote.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

namespace deploy::action {

using Note = std::function<void(std::string_view)>;

/// psyfit-deploy for a server that has none: the image of this very action, loaded into the
/// server's engine where it is not there yet, in containers that act as the user who logs in.
///
/// `precondition`: the key is restricted to psyfit-deploy, the server has no Docker Engine that the
/// user may use, or this action runs outside of a container. Ends early, with any error, on `stop`.
Result<std::unique_ptr<Remote>> run_own_image(const Programs& programs, const Inputs& inputs,
                                              const Note& note, const std::stop_token& stop);

/// The same as `run_own_image` with any image.
Result<std::unique_ptr<Remote>> run_image(const Programs& programs, const std::string& image,
                                          const Inputs& inputs, const Note& note,
                                          const std::stop_token& stop = {});

} // namespace deploy::action
