// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace deploy::cli {

/// A duration for people: `8ms`, `3.2s`, `2m 03s`, `1h 02m`.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);
/// A running clock, always with tenths below a minute, so that it does not jump in width: `0.3s`.
[[nodiscard]] std::string format_elapsed(std::chrono::milliseconds duration);
/// A moment for people, in UTC to the minute: `2027-01-27 08:00Z`.
[[nodiscard]] std::string format_time(std::chrono::system_clock::time_point time);
/// A count with thousands set off by commas.
[[nodiscard]] std::string format_count(std::uint64_t count);
/// A size in binary units: `3 KiB`, `312 MiB`, `1.9 GiB`.
[[nodiscard]] std::string format_bytes(std::int64_t bytes);

/// The columns that UTF-8 text takes on a terminal: wide characters two, combining ones none.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// As much of the text as fits in `columns`, on one line: tabs and line ends become blanks.
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns);
/// The text with blanks after it up to `columns`.
[[nodiscard]] std::string pad(std::string text, std::size_t columns);
/// The text with every line but the first one set in by `columns`; no line end at the end.
[[nodiscard]] std::string indent(std::string_view text, std::size_t columns);

} // namespace deploy::cli
