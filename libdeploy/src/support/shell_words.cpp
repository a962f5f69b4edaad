// SPDX-License-Identifier: MIT
#include <deploy/shell_words.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace deploy {
namespace {

bool plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-./+,:@%="}.find(c) != std::string_view::npos;
}

/// The part of the line that is left to take apart.
class Rest {
public:
    explicit Rest(std::string_view line) : line_{line} { skip_blanks(); }

    [[nodiscard]] bool empty() const { return line_.empty(); }

    /// The next word, and the blanks after it; nothing where the shell would see more in it.
    std::optional<std::string> word() {
        std::string out;
        while (!line_.empty() && line_.front() != ' ') {
            const bool understood = line_.front() == '\''      ? take_quoted(out)
                                    : line_.starts_with("\\'") ? take_quote(out)
                                                               : take_plain(out);
            if (!understood)
                return std::nullopt;
        }
        skip_blanks();
        return out;
    }

private:
    bool take_quoted(std::string& out) {
        const auto end = line_.find('\'', 1);
        if (end == std::string_view::npos)
            return false;
        out += line_.substr(1, end - 1);
        line_.remove_prefix(end + 1);
        return true;
    }

    bool take_quote(std::string& out) {
        out += '\'';
        line_.remove_prefix(2);
        return true;
    }

    bool take_plain(std::string& out) {
        if (!plain(line_.front()))
            return false;
        out += line_.front();
        line_.remove_prefix(1);
        return true;
    }

    void skip_blanks() {
        while (line_.starts_with(' '))
            line_.remove_prefix(1);
    }

    std::string_view line_;
};

} // namespace

std::string shell_quoted(const std::string& word) {
    if (!word.empty() && std::ranges::all_of(word, plain))
        return word;
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string{R"('\'')"} : std::string{c};
    return out + "'";
}

std::string shell_line(std::span<const std::string> words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " ") + shell_quoted(word);
    return out;
}

Result<std::vector<std::string>> shell_words(std::string_view line) {
    std::vector<std::string> out;
    for (Rest rest{line}; !rest.empty();) {
        auto word = rest.word();
        if (!word)
            return Error{Errc::invalid_input,
                         "the command line has more to it than words: " + std::string{line}};
        out.push_back(std::move(*word));
    }
    return out;
}

} // namespace deploy
