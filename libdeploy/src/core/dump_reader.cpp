// SPDX-License-Identifier: MIT
#include "core/dump_reader.hpp"

#include <algorithm>

namespace deploy {
namespace {

constexpr std::string_view last_line = "-- PostgreSQL database dump complete";
constexpr std::size_t longest_line = std::size_t{1} << 20U;

std::string_view without_end(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

/// The table of `COPY public.users (id, name) FROM stdin;`; empty for any other line.
std::string_view copied_table(std::string_view line) {
    constexpr std::string_view begin = "COPY ";
    constexpr std::string_view end = " FROM stdin;";
    if (!line.starts_with(begin) || !line.ends_with(end))
        return {};
    line.remove_prefix(begin.size());
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"')
            quoted = !quoted;
        if (!quoted && line[i] == ' ')
            return line.substr(0, i);
    }
    return {};
}

/// What `pg_dump --clean` and `--create` write in front of a dump, each on a line of its own.
bool makes_room(std::string_view line) {
    return line.starts_with("DROP ") || line.starts_with("CREATE DATABASE ") ||
           line.starts_with("ALTER DATABASE ") || line.starts_with("\\connect ") ||
           (line.starts_with("ALTER ") && line.find(" DROP ") != std::string_view::npos);
}

/// A command of psql, which may leave the database or reach out of it; but the two that pg_dump
/// itself writes.
bool leaves(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\v\f"), line.size()));
    return line.starts_with('\\') && !line.starts_with("\\restrict ") &&
           !line.starts_with("\\unrestrict ");
}

} // namespace

/// Whether the line goes on; notes what it tells.
Result<bool> DumpReader::wanted() {
    const auto line = without_end(line_);
    if (const auto table = copied_table(line); !table.empty())
        table_ = &rows_[std::string{table}];
    complete_ = complete_ || line == last_line;
    if (mode_ == Mode::all)
        return true;
    if (!created_ && makes_room(line))
        return false;
    created_ = created_ || line.starts_with("CREATE ");
    if (leaves(line))
        return Error{Errc::precondition,
                     "the dump has the line '" + std::string{line.substr(0, 80)} +
                         "', which reaches out of the database that is loaded",
                     "look at that line; a dump of pg_dump has none like it there"};
    return true;
}

Result<> DumpReader::end_line(const ByteSink& sink) {
    const auto keep = long_line_ ? Result<bool>{true} : wanted();
    if (!keep)
        return keep.error();
    long_line_ = false;
    const auto line = std::exchange(line_, {});
    return *keep && mode_ == Mode::into_empty ? sink(line) : Result<>{};
}

/// A statement's line; tells how many bytes it took.
Result<std::size_t> DumpReader::take_line(std::string_view bytes, const ByteSink& sink) {
    const auto end = bytes.find('\n');
    const auto count = end == std::string_view::npos ? bytes.size() : end + 1;
    line_ += bytes.substr(0, count);
    if (end == std::string_view::npos && line_.size() < longest_line)
        return count;
    if (end != std::string_view::npos) {
        if (auto ended = end_line(sink); !ended)
            return ended.error();
        return count;
    }
    // Longer than any line that matters here, such as an INSERT of a picture.
    if (auto ended = end_line(sink); !ended)
        return ended.error();
    long_line_ = true;
    return count;
}

/// Rows of a table, up to the line `\.`; tells how many bytes it took.
Result<std::size_t> DumpReader::take_data(std::string_view bytes, const ByteSink& sink) {
    constexpr std::string_view end_of_data = "\\.";
    std::size_t taken = 0;
    while (taken < bytes.size() && table_ != nullptr) {
        const auto end = bytes.find('\n', taken);
        const auto stop = end == std::string_view::npos ? bytes.size() : end + 1;
        const auto part = bytes.substr(taken, stop - taken);
        taken = stop;
        // Of a row only its length matters, unless it can be the end.
        if (line_.size() < end_of_data.size() + 2)
            line_ += part.substr(0, end_of_data.size() + 2);
        if (end == std::string_view::npos)
            break;
        if (without_end(line_) == end_of_data)
            table_ = nullptr;
        else
            ++*table_;
        line_.clear();
    }
    if (mode_ == Mode::into_empty)
        if (auto passed = sink(bytes.substr(0, taken)); !passed)
            return passed.error();
    return taken;
}

Result<> DumpReader::feed(std::string_view bytes, const ByteSink& sink) {
    size_ += static_cast<std::int64_t>(bytes.size());
    if (mode_ == Mode::all)
        if (auto passed = sink(bytes); !passed)
            return passed;
    while (!bytes.empty()) {
        const auto taken = table_ != nullptr ? take_data(bytes, sink) : take_line(bytes, sink);
        if (!taken)
            return taken.error();
        bytes.remove_prefix(*taken);
    }
    return {};
}

Result<> DumpReader::finish(const ByteSink& sink) {
    if (table_ == nullptr && !line_.empty())
        if (auto ended = end_line(sink); !ended)
            return ended;
    if (!complete_ || table_ != nullptr)
        return Error{Errc::corrupt, "the dump ends before its last line"};
    return {};
}

} // namespace deploy
