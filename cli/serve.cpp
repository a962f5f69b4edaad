// SPDX-License-Identifier: MIT
#include "serve.hpp"

#include <algorithm>
#include <deploy/shell_words.hpp>

namespace deploy::cli {
namespace {

Error refused(const std::string& what) {
    return {Errc::invalid_input, "this key " + what,
            "see the line of the key in ~/.ssh/authorized_keys on the server"};
}

} // namespace

Result<Options> served_options(const Options& serve, std::string_view original_command) {
    const auto words = shell_words(original_command);
    if (!words)
        return words.error();
    if (words->empty() || std::filesystem::path{words->front()}.filename() != "psyfit-deploy")
        return refused("calls psyfit-deploy and nothing else, not '" +
                       std::string{original_command} + "'");
    auto options = parse_options(std::span{*words}.subspan(1));
    if (!options)
        return options;
    if (options->command == Command::serve || options->host)
        return refused("reaches no other server");
    if (options->config && options->config != serve.config)
        return refused("has its own configuration; leave --config away");
    if (options->service && options->service != serve.service)
        return refused("has its own service; leave --service away");
    if (options->command == Command::setup)
        return refused("sets up no server");
    if (options->environment_file || options->secrets ||
        (options->set_environment_file && *options->set_environment_file != "-"))
        return refused("does not read files of the server; do the first deployment there");
    if (!options->certificate.authorities.empty())
        return refused("does not read files of the server; leave --ca away");
    options->config = serve.config;
    options->service = serve.service;
    options->served = true;
    return options;
}

Options form_of_refusal(std::span<const std::string> arguments, std::string_view sent) {
    std::vector<std::string> words{arguments.begin(), arguments.end()};
    if (const auto asked = shell_words(sent))
        words.insert(words.end(), asked->begin(), asked->end());
    Options out;
    out.json = std::ranges::find(words, "--json") != words.end();
    out.colour = std::ranges::find(words, "--no-color") == words.end();
    return out;
}

} // namespace deploy::cli
