// SPDX-License-Identifier: MIT
#include "core/cron_time.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace deploy {
namespace {

struct Bounds {
    const char* name;
    unsigned least;
    unsigned most;
};
constexpr std::array<Bounds, 5> fields{
    {{"minute", 0, 59}, {"hour", 0, 23}, {"day", 1, 31}, {"month", 1, 12}, {"weekday", 0, 7}}};

using Values = std::bitset<60>;

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end ? std::optional{value} : std::nullopt;
}

/// One element of a list: `*`, `n` or `n-m`, the first and the last with a step or without.
std::optional<Values> element(std::string_view text, const Bounds& bounds) {
    const auto slash = text.find('/');
    const auto range = text.substr(0, slash);
    const auto dash = range.find('-');
    if (slash != std::string_view::npos && range != "*" && dash == std::string_view::npos)
        return std::nullopt; // a step goes over a range
    const auto step =
        slash == std::string_view::npos ? std::optional{1U} : number(text.substr(slash + 1));
    const auto first = range == "*" ? std::optional{bounds.least} : number(range.substr(0, dash));
    const auto last = range == "*"                     ? std::optional{bounds.most}
                      : dash == std::string_view::npos ? first
                                                       : number(range.substr(dash + 1));
    if (!step || !first || !last || *step == 0 || *first < bounds.least || *last > bounds.most ||
        *first > *last)
        return std::nullopt;
    Values out;
    for (unsigned value = *first; value <= *last; value += *step)
        out.set(value);
    return out;
}

std::optional<Values> field(std::string_view text, const Bounds& bounds) {
    Values out;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const auto values = element(text.substr(0, comma), bounds);
        if (!values)
            return std::nullopt;
        out |= *values;
        more = comma != std::string_view::npos;
        text.remove_prefix(more ? comma + 1 : text.size());
    }
    return out;
}

template <std::size_t Size>
std::bitset<Size> narrowed(const Values& values) {
    std::bitset<Size> out;
    for (std::size_t i = 0; i < Size; ++i)
        out[i] = values[i];
    return out;
}

/// Some day of the months has its date; 29 February counts.
bool comes(const CronTime& time) {
    constexpr std::array<unsigned, 13> length{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (unsigned month = 1; month <= 12; ++month)
        for (unsigned day = 1; day <= length.at(month); ++day)
            for (unsigned weekday = 0; weekday < 7; ++weekday)
                if (time.on(month, day, weekday))
                    return true;
    return false;
}

/// As OnCalendar has it: all of them, a range with its step, or a list. Never a start with a step
/// and no end: systemd 252 takes `00/5` to begin a new day with 05.
template <std::size_t Size>
std::string values_text(const std::bitset<Size>& values, std::size_t least) {
    std::vector<std::size_t> set;
    for (std::size_t i = least; i < Size; ++i)
        if (values[i])
            set.push_back(i);
    if (set.size() == Size - least)
        return "*";
    const auto two_digits = [](std::size_t value) {
        return (value < 10 ? "0" : "") + std::to_string(value);
    };
    bool steps = set.size() > 2;
    for (std::size_t i = 2; i < set.size(); ++i)
        steps = steps && set[i] - set[i - 1] == set[1] - set[0];
    if (steps)
        return two_digits(set.front()) + ".." + two_digits(set.back()) + '/' +
               std::to_string(set[1] - set[0]);
    std::string out;
    for (const auto value : set)
        out += (out.empty() ? "" : ",") + two_digits(value);
    return out;
}

std::string weekdays_text(const std::bitset<7>& weekdays) {
    constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (weekdays[i])
            out += std::string{out.empty() ? "" : ","} + names.at(i);
    return out + ' ';
}

} // namespace

bool CronTime::on(unsigned month, unsigned day, unsigned weekday) const {
    if (!months[month])
        return false;
    return any_day || any_weekday ? days[day] && weekdays[weekday] : days[day] || weekdays[weekday];
}

Result<CronTime> parse_cron_time(std::string_view text) {
    std::array<Values, fields.size()> values;
    std::array<bool, fields.size()> star{};
    auto rest = text;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto& bounds = fields.at(i);
        const auto blank = rest.find(' ');
        if ((blank == std::string_view::npos) != (i + 1 == fields.size()))
            return Error{Errc::invalid_input,
                         "'" + std::string{text} + "' does not have five fields"};
        const auto word = rest.substr(0, blank);
        const auto set = field(word, bounds);
        if (!set)
            return Error{Errc::invalid_input, "the " + std::string{bounds.name} + " '" +
                                                  std::string{word} + "' of '" + std::string{text} +
                                                  "' is none: " + std::to_string(bounds.least) +
                                                  " to " + std::to_string(bounds.most) +
                                                  ", in lists, ranges and steps over a range"};
        values.at(i) = *set;
        star.at(i) = word.starts_with('*');
        rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    }
    if (values[4][7]) // Sunday, too
        values[4].set(0);
    CronTime out{.minutes = values[0],
                 .hours = narrowed<24>(values[1]),
                 .days = narrowed<32>(values[2]),
                 .months = narrowed<13>(values[3]),
                 .weekdays = narrowed<7>(values[4]),
                 .any_day = star[2],
                 .any_weekday = star[4]};
    if (!comes(out))
        return Error{Errc::invalid_input, "'" + std::string{text} + "' never comes"};
    return out;
}

std::vector<std::string> calendar_events(const CronTime& time, std::string_view timezone) {
    const auto months = values_text(time.months, 1);
    const auto clock = ' ' + values_text(time.hours, 0) + ':' + values_text(time.minutes, 0) +
                       ":00 " + std::string{timezone};
    const auto days = "*-" + months + '-' + values_text(time.days, 1) + clock;
    const auto all_week = time.weekdays.all();
    if (time.any_day || time.any_weekday)
        return {(all_week ? "" : weekdays_text(time.weekdays)) + days};
    return {days, weekdays_text(time.weekdays) + "*-" + months + "-*" + clock};
}

} // namespace deploy
