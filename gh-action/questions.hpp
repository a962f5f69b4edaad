// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/exit_code.hpp>
#include <deploy/remote.hpp>
#include <deploy/source.hpp>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy::action {

/// What the server answered to `plan` or `status`.
struct Answer {
    std::string title;
    std::string text;    ///< As psyfit-deploy prints it.
    std::string summary; ///< The same in Markdown.
    std::string complaint{};
    std::string version{};
    std::string container{};
    ExitCode code = ExitCode::done;
};

/// Those of action.yml that an answer has.
[[nodiscard]] std::map<std::string, std::string> outputs_of(const Answer& answer,
                                                            const Inputs& inputs);

Result<Answer> ask_server(Remote& remote, const Inputs& inputs, const std::stop_token& stop);

/// Whether the last deployment of the server did not go live.
bool last_failed(Remote& remote, const Inputs& inputs, const std::stop_token& stop);

/// What a deployment would put live now; empty where that cannot be told.
std::vector<Commit> commits_to_go_live(Remote& remote, const Inputs& inputs,
                                       const std::stop_token& stop);

} // namespace deploy::action
