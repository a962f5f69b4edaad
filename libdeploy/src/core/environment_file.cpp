// SPDX-License-Identifier: MIT
#include <deploy/environment.hpp>

#include <algorithm>

namespace deploy {
namespace {

constexpr auto npos = std::string_view::npos;

/// Reads one file from front to back. Its errors name a line, never a value.
class EnvironmentReader {
public:
    EnvironmentReader(std::string_view text, std::string_view file_name)
        : text_{text}, file_name_{file_name} {
        if (text_.starts_with("\xef\xbb\xbf")) // a byte order mark is no part of the first key
            text_.remove_prefix(3);
    }

    Result<Environment> read() {
        if (const auto nul = text_.find('\0'); nul != npos) {
            line_ += static_cast<std::size_t>(std::ranges::count(text_.substr(0, nul), '\n'));
            return error("a NUL byte, which no environment can hold");
        }
        std::vector<std::string> entries;
        for (; !text_.empty(); next_line())
            if (auto read = read_line(entries); !read)
                return read.error();
        return Environment::from_entries(entries);
    }

private:
    Result<> read_line(std::vector<std::string>& entries) {
        skip_blanks();
        if (rest_of_line().empty() || text_[0] == '#')
            return {};
        if (text_.starts_with("export ") || text_.starts_with("export\t")) {
            text_.remove_prefix(std::string_view{"export"}.size());
            skip_blanks();
        }
        const auto line = rest_of_line();
        const auto equals = line.find('=');
        if (equals == npos)
            return error("no = in this line; write KEY=value");
        const auto key = line.substr(0, equals);
        if (!is_key(key))
            return error("a key must not be empty, nor hold spaces, quotes or control bytes");
        text_.remove_prefix(equals + 1);
        auto value = read_value();
        if (!value)
            return value.error();
        entries.push_back(std::string{key} + '=' + *value);
        return {};
    }

    Result<std::string> read_value() {
        if (!text_.starts_with('\'') && !text_.starts_with('"')) {
            const auto value = rest_of_line();
            text_.remove_prefix(value.size());
            return std::string{value};
        }
        const char quote = text_[0];
        const auto opened = line_;
        text_.remove_prefix(1);
        std::string value;
        while (!text_.starts_with(quote)) {
            if (text_.empty()) {
                line_ = opened;
                return error("the quote that opens here is never closed");
            }
            if (auto taken = quote == '"' && text_[0] == '\\' ? take_escape(value) : take(value);
                !taken)
                return taken.error();
        }
        text_.remove_prefix(1);
        return end_of_quoted(std::move(value));
    }

    /// Takes one byte; a line end of two bytes counts as one line feed.
    Result<> take(std::string& value) {
        if (text_.starts_with("\r\n"))
            text_.remove_prefix(1);
        line_ += text_[0] == '\n' ? 1 : 0;
        value += text_[0];
        text_.remove_prefix(1);
        return {};
    }

    Result<> take_escape(std::string& value) {
        constexpr std::string_view letters = "nt\"\\$";
        constexpr std::string_view meanings = "\n\t\"\\$";
        const auto which = text_.size() > 1 ? letters.find(text_[1]) : npos;
        if (which == npos)
            return error(R"(in double quotes \ must be followed by n, t, ", \ or $)");
        value += meanings[which];
        text_.remove_prefix(2);
        return {};
    }

    Result<std::string> end_of_quoted(std::string value) {
        const bool spaced = text_.starts_with(' ') || text_.starts_with('\t');
        skip_blanks();
        const auto rest = rest_of_line();
        if (!rest.empty() && !(spaced && rest[0] == '#'))
            return error("text after the closing quote");
        return value;
    }

    void skip_blanks() {
        text_.remove_prefix(std::min(text_.find_first_not_of(" \t"), text_.size()));
    }

    /// To the end of the line, without it.
    [[nodiscard]] std::string_view rest_of_line() const {
        const auto end = text_.find('\n');
        auto line = text_.substr(0, end);
        if (end != npos && line.ends_with('\r'))
            line.remove_suffix(1);
        return line;
    }

    void next_line() {
        const auto end = text_.find('\n');
        text_.remove_prefix(end == npos ? text_.size() : end + 1);
        ++line_;
    }

    static bool is_key(std::string_view key) {
        return !key.empty() && std::ranges::none_of(key, [](char letter) {
            const auto byte = static_cast<unsigned char>(letter);
            return byte <= ' ' || byte == 0x7f || letter == '"' || letter == '\'';
        });
    }

    [[nodiscard]] Error error(std::string_view what) const {
        std::string message{file_name_};
        message += ':' + std::to_string(line_) + ": ";
        return {Errc::invalid_input, message += what};
    }

    std::string_view text_;
    std::string_view file_name_;
    std::size_t line_ = 1;
};

} // namespace

Result<Environment> parse_environment_file(std::string_view text, std::string_view file_name) {
    return EnvironmentReader{text, file_name}.read();
}

} // namespace deploy
