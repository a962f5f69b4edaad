// SPDX-License-Identifier: MIT
#include "e2e/load.hpp"
#include <algorithm>
#include <boost/beast/core/detail/base64.hpp>
#include <functional>
#include <numeric>
#include <sstream>

namespace deploy::test {
namespace {

using Nanoseconds = std::chrono::nanoseconds;

struct Shot {
    Nanoseconds left{0}; // Since the epoch, as all of them.
    Nanoseconds answered{0};
    Nanoseconds due{0};
    std::int64_t number = 0; // From 0.
    int status = 0;
    std::uint64_t bytes = 0;
    std::string error;
    std::string body; // Base64.
    std::string id;
    std::string method;

    /// The whole of what was asked for: the page of that service, or all that was sent to it.
    [[nodiscard]] bool whole() const {
        constexpr std::string_view home = "aG9tZSBv"; // "home o", encoded
        if (method == "POST")
            return bytes == LoadOptions::body_size;
        return method == "HEAD" || body.starts_with(home);
    }
    [[nodiscard]] bool good() const { return status >= 200 && status < 300 && whole(); }
    [[nodiscard]] bool late() const { return answered - due > std::chrono::seconds{1}; }
};

// Columns: time, status, latency, bytes out, bytes in, error, body, name, number, method, URL, …
Shot read_shot(const std::string& line) {
    std::istringstream stream{line};
    std::vector<std::string> cells;
    for (std::string cell; cells.size() < 11 && std::getline(stream, cell, ',');)
        cells.push_back(cell);
    cells.resize(11);
    const Nanoseconds left{std::stoll(cells[0])};
    const auto mark = cells[10].find("?id=");
    return {left,
            left + Nanoseconds{std::stoll(cells[2])},
            left,
            std::stoll(cells[8]),
            std::stoi(cells[1]),
            std::stoull(cells[4]),
            cells[5],
            cells[6],
            mark == std::string::npos ? "" : cells[10].substr(mark + 4),
            cells[9]};
}

std::vector<Shot> read_shots(std::string_view csv, int rate) {
    std::vector<Shot> shots;
    std::istringstream lines{std::string{csv}};
    for (std::string line; std::getline(lines, line);)
        shots.push_back(read_shot(line));
    const auto offset = [rate](const Shot& shot) {
        return Nanoseconds{std::chrono::seconds{1}} * shot.number / rate;
    };
    auto began = Nanoseconds::max(); // by the one that left in time
    for (const auto& shot : shots)
        began = std::min(began, shot.left - offset(shot));
    for (auto& shot : shots)
        shot.due = began + offset(shot);
    return shots;
}

std::string decoded(const std::string& text) {
    namespace base64 = boost::beast::detail::base64;
    std::string bytes(base64::decoded_size(text.size()), '\0');
    bytes.resize(base64::decode(bytes.data(), text.data(), text.size()).first);
    return bytes;
}

std::chrono::milliseconds longest_gap(std::vector<Nanoseconds> times) {
    std::ranges::sort(times);
    Nanoseconds longest{0};
    for (std::size_t i = 1; i < times.size(); ++i)
        longest = std::max(longest, times[i] - times[i - 1]);
    return std::chrono::ceil<std::chrono::milliseconds>(longest);
}

/// One good answer: when it was asked for and came, and which body it had.
struct Told {
    Nanoseconds due{0};
    Nanoseconds answered{0};
    std::size_t body = 0;
};

/// The bodies' places in the order in which they first came, by their number.
std::vector<std::size_t> places(const std::vector<Told>& by_time) {
    std::vector<std::size_t> places;
    std::size_t next = 1;
    for (const auto& told : by_time) {
        if (places.size() <= told.body)
            places.resize(told.body + 1);
        if (places[told.body] == 0)
            places[told.body] = next++;
    }
    return places;
}

std::uint64_t count_stale(std::vector<Told> all) {
    std::ranges::sort(all, {}, &Told::answered);
    const auto place_of = places(all);
    std::vector<std::size_t> newest; // that had come with each answer
    for (const auto& told : all)
        newest.push_back(std::max(newest.empty() ? 0 : newest.back(), place_of[told.body]));
    return static_cast<std::uint64_t>(std::ranges::count_if(all, [&](const Told& told) {
        const auto later = std::ranges::lower_bound(all, told.due, {}, &Told::answered);
        const auto before = std::distance(all.begin(), later);
        return before > 0 && newest[static_cast<std::size_t>(before) - 1] > place_of[told.body];
    }));
}

std::uint64_t sum(const std::vector<LoadCounts>& kinds, std::uint64_t LoadCounts::*figure) {
    return std::transform_reduce(kinds.begin(), kinds.end(), std::uint64_t{0}, std::plus{},
                                 std::mem_fn(figure));
}

} // namespace

LoadCounts count_results(std::string kind, std::string_view csv, int rate, const Window& window) {
    LoadCounts counts{.kind = std::move(kind)};
    std::vector<Nanoseconds> good;
    std::map<std::string, std::uint64_t> bodies;
    std::map<std::string, std::size_t> numbers; // of the bodies
    std::vector<Told> told;
    Nanoseconds lag{0};
    for (const auto& shot : read_shots(csv, rate)) {
        ++counts.sent;
        lag = std::max(lag, shot.left - shot.due);
        const std::chrono::system_clock::time_point due{shot.due};
        const bool within = due >= window.from && due <= window.to;
        counts.sent_within += within ? 1 : 0;
        counts.lost_within += within && !shot.good() ? 1 : 0;
        if (shot.good() && !shot.id.empty())
            counts.ids.push_back(shot.id);
        if (shot.good()) {
            good.push_back(shot.answered);
            ++bodies[shot.body];
            counts.late += shot.late() ? 1 : 0;
            told.push_back({shot.due, shot.answered,
                            numbers.try_emplace(shot.body, numbers.size()).first->second});
        } else {
            ++counts.lost;
            ++counts.failures[std::to_string(shot.status) + " " + shot.error];
        }
    }
    for (const auto& [body, count] : bodies)
        counts.answers[decoded(body)] += count;
    counts.stale = count_stale(std::move(told));
    counts.longest_gap = longest_gap(std::move(good));
    counts.longest_lag = std::chrono::ceil<std::chrono::milliseconds>(lag);
    return counts;
}

std::uint64_t LoadReport::sent() const { return sum(kinds, &LoadCounts::sent); }
std::uint64_t LoadReport::sent_within() const { return sum(kinds, &LoadCounts::sent_within); }
std::uint64_t LoadReport::lost() const { return sum(kinds, &LoadCounts::lost); }
std::uint64_t LoadReport::stale() const { return sum(kinds, &LoadCounts::stale); }
std::uint64_t LoadReport::lost_within() const { return sum(kinds, &LoadCounts::lost_within); }

std::chrono::milliseconds LoadReport::longest_gap() const {
    std::chrono::milliseconds longest{0};
    for (const auto& counts : kinds)
        longest = std::max(longest, counts.longest_gap);
    return longest;
}

std::string LoadReport::text() const {
    std::ostringstream text;
    for (const auto& counts : kinds) {
        text << counts.kind << ": " << counts.sent << " sent, " << counts.lost << " lost, "
             << counts.late << " after more than a second, " << counts.stale
             << " by a version that had been followed by another, longest gap "
             << counts.longest_gap.count() << " ms, left at most " << counts.longest_lag.count()
             << " ms after it was due\n";
        for (const auto& [failure, count] : counts.failures)
            text << "  " << count << " x " << failure << "\n";
    }
    return text.str();
}

} // namespace deploy::test
