// SPDX-License-Identifier: MIT
#include "run_words.hpp"

#include "console/own_command.hpp"

#include <deploy/shell_words.hpp>

namespace deploy::action {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, const char* option, const std::optional<std::string>& value) {
    if (value)
        words.insert(words.end(), {option, *value});
}

} // namespace

Words with_source(Words out, const Inputs& inputs) {
    add(out, "--ref", inputs.ref);
    if (!inputs.allow_older)
        out.emplace_back("--newer-only");
    for (const auto& key : inputs.unset)
        out.insert(out.end(), {"--unset-env", key});
    if (!inputs.set.empty())
        out.insert(out.end(), {"--set-env-file", "-"});
    return out;
}

Words common_options(const Inputs& inputs) {
    Words out;
    add(out, "--config", inputs.config);
    add(out, "--service", inputs.service);
    return out;
}

std::string own_command(const Inputs& inputs) {
    return cli::own_command({.config = inputs.config, .service = inputs.service});
}

std::string to_type(const Inputs& inputs, const std::string& text) {
    return cli::calling(text, own_command(inputs));
}

std::string rollback_command(const Inputs& inputs, const std::string& container) {
    std::string out = "psyfit-deploy rollback " + container;
    for (const auto& word : common_options(inputs))
        out += ' ' + shell_quoted(word);
    return out;
}

RemoteRun remote_run(const Inputs& inputs, const std::string& id) {
    RemoteRun run{.id = id};
    if (inputs.command == Command::rollback) {
        run.command = {"rollback"};
        if (inputs.container)
            run.command.push_back(*inputs.container);
    } else {
        run.command = with_source({"deploy"}, inputs);
        run.input = inputs.set;
    }
    run.command.insert(run.command.end(), {"--wait", std::to_string(inputs.wait.count())});
    run.options = common_options(inputs);
    run.patience = inputs.timeout;
    return run;
}

} // namespace deploy::action
