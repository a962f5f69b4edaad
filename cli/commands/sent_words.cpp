// SPDX-License-Identifier: MIT
#include "sent_words.hpp"

#include "../session.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace deploy::cli {
namespace {

using Words = std::vector<std::string>;
using Names = std::span<const std::string_view>;

/// The arguments without these options, which take a value where `with_value` has them.
Words without(const Words& arguments, Names with_value, Names flags) {
    Words out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto name = std::string_view{arguments[i]}.substr(0, arguments[i].find('='));
        if (std::ranges::find(flags, name) != flags.end())
            continue;
        if (std::ranges::find(with_value, name) == with_value.end())
            out.push_back(arguments[i]);
        else if (name.size() == arguments[i].size())
            ++i; // its value
    }
    return out;
}

constexpr std::array<std::string_view, 3> of_this_end{"--host", "--patience", "--set-env-file"};
constexpr std::array<std::string_view, 6> of_the_run{"--host", "--patience", "--set-env-file",
                                                     "--id",   "--config",   "--service"};
constexpr std::array<std::string_view, 5> of_showing{"--json", "--detach", "-v", "--verbose",
                                                     "--no-color"};

/// A file of variables is of this end: its values travel on standard input.
Result<SentWords> with_input(const Options& options, Words words) {
    SentWords out{.words = std::move(words)};
    if (!options.set_environment_file)
        return out;
    auto values = read_given(*options.set_environment_file);
    if (!values)
        return values.error();
    out.words.insert(out.words.end(), {"--set-env-file", "-"});
    out.input = std::move(*values);
    return out;
}

} // namespace

Result<SentWords> sent_question(const Options& options) {
    return with_input(options, without(options.arguments, of_this_end, {}));
}

Result<SentWords> sent_run(const Options& options) {
    auto words = without(options.arguments, of_the_run, of_showing);
    if (!options.named)
        words.insert(words.begin(), "deploy");
    return with_input(options, std::move(words));
}

} // namespace deploy::cli
