// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/exit_code.hpp>
#include <iosfwd>
#include <stop_token>

namespace deploy::action {

/// One step of a workflow: reads the inputs, has the server do what they say, and tells it in the
/// log (`log`, standard output), the outputs and the summary; a failure to write those changes
/// nothing of the result. On `stop` the server is asked to turn the run back, and its end is told;
/// on `haste`, what is known by then.
ExitCode run_action(const Variables& variables, std::ostream& log, std::stop_token stop,
                    std::stop_token haste = {});

} // namespace deploy::action
