// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/remote_run.hpp>

namespace deploy::action {

/// The call of psyfit-deploy on the server that the inputs ask for.
[[nodiscard]] RemoteRun remote_run(const Inputs& inputs, const std::string& id);

/// The words and the options that say what goes live, of a deployment or a plan. The variables to
/// set come on its standard input.
[[nodiscard]] std::vector<std::string> with_source(std::vector<std::string> words,
                                                   const Inputs& inputs);

/// What every call is given: `--config` and `--service`.
[[nodiscard]] std::vector<std::string> common_options(const Inputs& inputs);

/// How psyfit-deploy is called on the server for this service.
[[nodiscard]] std::string own_command(const Inputs& inputs);

/// Words of the server with each call of psyfit-deploy in them as `own_command` has it.
[[nodiscard]] std::string to_type(const Inputs& inputs, const std::string& text);

/// What a person types on the server to have that container serve again.
[[nodiscard]] std::string rollback_command(const Inputs& inputs, const std::string& container);

} // namespace deploy::action
