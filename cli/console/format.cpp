// SPDX-License-Identifier: MIT
#include "format.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace deploy::cli {
namespace {

using std::chrono::milliseconds;

template <class... Values>
std::string print(const char* form, Values... values) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), form, values...);
    return {buffer.data(), static_cast<std::size_t>(std::max(length, 0))};
}

/// From a minute on; rounded to the smaller unit shown.
std::string minutes_or_hours(milliseconds duration) {
    const long long seconds = (duration.count() + 500) / 1000;
    if (seconds < 3600)
        return print("%lldm %02llds", seconds / 60, seconds % 60);
    const long long minutes = (seconds + 30) / 60;
    return print("%lldh %02lldm", minutes / 60, minutes % 60);
}

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t point) {
    return std::ranges::any_of(
        ranges, [point](Range range) { return point >= range.first && point <= range.last; });
}

std::size_t width_of(char32_t point) {
    static constexpr std::array<Range, 4> none{
        {{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
    static constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0xFFE0, 0xFFE6},
                                                {0x1F300, 0x3FFFD}}};
    if (within(none, point))
        return 0;
    return within(wide, point) ? 2 : 1;
}

/// Takes one character off `rest`; a byte that begins none counts as one character.
char32_t take(std::string_view& rest) {
    const auto lead = static_cast<unsigned char>(rest.front());
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto bytes = rest.substr(0, length);
    rest.remove_prefix(bytes.size());
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (const char byte : bytes.substr(1))
        point = (point << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
    return point;
}

} // namespace

std::string format_elapsed(milliseconds duration) {
    if (duration >= milliseconds{59'950})
        return minutes_or_hours(duration);
    return print("%.1fs", static_cast<double>(duration.count()) / 1000);
}

std::string format_duration(milliseconds duration) {
    return duration < milliseconds{1000} ? print("%lldms", static_cast<long long>(duration.count()))
                                         : format_elapsed(duration);
}

std::string format_time(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%MZ", &parts);
    return {text.data(), length};
}

std::string format_count(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

std::string format_bytes(std::int64_t bytes) {
    constexpr std::int64_t mebi = std::int64_t{1024} * 1024;
    constexpr std::int64_t gibi = 1024 * mebi;
    if (bytes < mebi)
        return print("%lld KiB", static_cast<long long>((bytes + 1023) / 1024));
    if (bytes < gibi)
        return print("%lld MiB", static_cast<long long>((bytes + mebi / 2) / mebi));
    return print("%.1f GiB", static_cast<double>(bytes) / static_cast<double>(gibi));
}

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty())
        columns += width_of(take(text));
    return columns;
}

std::string cut(std::string_view text, std::size_t columns) {
    std::string shown;
    for (auto rest = text; !rest.empty();) {
        const auto* const begin = rest.data();
        const auto width = width_of(take(rest));
        if (width > columns)
            break;
        columns -= width;
        shown.append(begin, rest.data());
    }
    std::ranges::replace_if(
        shown, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    return shown;
}

std::string pad(std::string text, std::size_t columns) {
    if (const auto width = display_width(text); width < columns)
        text.append(columns - width, ' ');
    return text;
}

std::string indent(std::string_view text, std::size_t columns) {
    std::string shown;
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    for (const char c : text) {
        shown += c;
        if (c == '\n')
            shown.append(columns, ' ');
    }
    return shown;
}

} // namespace deploy::cli
