// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/run_end.hpp>
#include <deploy/source.hpp>
#include <map>
#include <string>
#include <vector>

namespace deploy::action {

/// What the job tells of a run: its end, and what was known before it.
struct Report {
    Inputs inputs;
    std::string id; ///< Of the run.
    RunEnd end{};
    std::vector<Commit> commits{}; ///< That were to go live, newest first.
    std::string run_url{};         ///< Of the workflow's run.
    bool installed = true; ///< psyfit-deploy, on the server; what is to be typed there can be.
};

/// Where what is told can be typed, if it is not just on the server; else empty.
[[nodiscard]] std::string where_to_type(const Report& report);

/// The word for the output `result`.
[[nodiscard]] std::string result_of(const RunEnd& end);

/// The outputs of action.yml.
[[nodiscard]] std::map<std::string, std::string> outputs_of(const Report& report);

/// Writes them as the runner reads them: no value can forge another, whatever it holds.
[[nodiscard]] std::string output_file(const std::map<std::string, std::string>& outputs);

/// The job summary in Markdown, below the runner's limit of 1 MiB.
[[nodiscard]] std::string summary(const Report& report);

} // namespace deploy::action
