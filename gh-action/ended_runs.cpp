// SPDX-License-Identifier: MIT
#include "ended_runs.hpp"

#include "said.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace deploy::action {
namespace {

using Words = std::vector<std::string>;

/// Helpers that were made, never started, and whose maker, the container of a job, runs no more.
Words abandoned_helpers(const Programs& programs) {
    const auto made =
        ask(programs, {"docker"},
            {"ps", "--all", "--no-trunc", "--filter", "label=psyfit.deploy.helper", "--filter",
             "status=created", "--format", "{{.ID}} {{.Label \"psyfit.deploy.helper\"}}"})
            .lines;
    if (made.empty())
        return {};
    const auto running = ask(programs, {"docker"}, {"ps", "--quiet", "--no-trunc"}); // after those
    Words out;
    for (const auto& line : made) {
        const auto blank = line.find(' ');
        if (running.ok() && blank != std::string::npos &&
            std::ranges::find(running.lines, line.substr(blank + 1)) == running.lines.end())
            out.push_back(line.substr(0, blank));
    }
    return out;
}

} // namespace

void remove_ended_runs(const Programs& programs) {
    Words removal{"rm"};
    for (auto& id : abandoned_helpers(programs))
        removal.push_back(std::move(id));
    for (const auto* label : {"label=psyfit.deploy.run", "label=psyfit.deploy.helper"})
        for (auto& id :
             ask(programs, {"docker"},
                 {"ps", "--all", "--quiet", "--filter", label, "--filter", "status=exited"})
                 .lines)
            removal.push_back(std::move(id));
    if (removal.size() > 1)
        static_cast<void>(ask(programs, {"docker"}, std::move(removal)));
}

} // namespace deploy::action
