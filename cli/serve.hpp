// SPDX-License-Identifier: MIT
#pragma once
#include "options.hpp"

#include <span>
#include <string>
#include <string_view>

namespace deploy::cli {

/// What the owner of a restricted ssh key asks for, from the command line that ssh was given
/// (SSH_ORIGINAL_COMMAND). `serve` stands in the key's line with the only configuration and service
/// that may be used. `invalid_input` where it is no call of psyfit-deploy, or one that reaches
/// beyond: to another configuration, service or server, or a file of the server.
Result<Options> served_options(const Options& serve, std::string_view original_command);

/// How to tell a command line that was not understood: in the form that it asks for, as far as that
/// can be told. `sent` is what the owner of a restricted key asks for; empty where there is none.
[[nodiscard]] Options form_of_refusal(std::span<const std::string> arguments,
                                      std::string_view sent);

} // namespace deploy::cli
