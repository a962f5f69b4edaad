// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/text_file.hpp>

namespace deploy {

/// The first line of a file with a secret; an error where it is empty or cannot be read.
[[nodiscard]] inline Result<std::string> file_secret(const std::filesystem::path& file) {
    const auto text = read_text_file(file);
    if (!text)
        return text.error();
    auto line = text->substr(0, text->find('\n'));
    if (line.ends_with('\r'))
        line.pop_back();
    if (line.empty())
        return Error{Errc::invalid_input, file.string() + " is empty"};
    return line;
}

} // namespace deploy
