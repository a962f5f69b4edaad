// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// Where a deployment is. The order is the order of the flow, and comparisons rely on it.
enum class State : std::uint8_t {
    pulling,
    building,
    capturing,
    releasing,
    starting,
    gating, // up to here nobody outside notices
    switching,
    verifying,
    watching, // traffic may be on the candidate, and can be taken back
    retiring, // decided: only forward
    reverting,
    live,
    reverted,
    stuck, // terminal
};

/// How a state ended.
enum class Event : std::uint8_t { succeeded, failed, cancelled, crashed };

inline constexpr std::array<std::string_view, 14> state_names{
    "pulling",   "building", "capturing", "releasing", "starting", "gating",   "switching",
    "verifying", "watching", "retiring",  "reverting", "live",     "reverted", "stuck"};
inline constexpr std::array<std::string_view, 4> event_names{"succeeded", "failed", "cancelled",
                                                             "crashed"};

constexpr std::size_t index(State state) { return static_cast<std::size_t>(state); }
constexpr std::size_t index(Event event) { return static_cast<std::size_t>(event); }
constexpr std::string_view to_string(State state) { return state_names[index(state)]; }
constexpr std::string_view to_string(Event event) { return event_names[index(event)]; }

/// The state of that name, if there is one.
constexpr std::optional<State> state_from(std::string_view name) {
    for (std::size_t i = 0; i < state_names.size(); ++i)
        if (state_names[i] == name)
            return static_cast<State>(i);
    return std::nullopt;
}

/// A deployment in a terminal state is over.
constexpr bool is_terminal(State state) { return state >= State::live; }

/// Whether a deployment in this state only looks. A crash there leads to the same end from the
/// record before, so that its own record need not outlive the machine. `verifying` looks as well,
/// but of two such records in a row a power cut may leave the second and half of the first, which
/// is damage and no torn tail.
constexpr bool only_looks(State state) {
    using enum State;
    return state == capturing || state == gating || state == watching;
}

/// One line of the table: where each event leads from `from`.
struct Row {
    State from;
    std::array<State, event_names.size()> to;
};

namespace detail {
using enum State;
// clang-format off
inline constexpr std::array<Row, 11> lifecycle{{
    //  state         succeeded     failed       cancelled    crashed
    {pulling,    {{  building,     reverting,   reverting,   reverting  }}},
    {building,   {{  capturing,    reverting,   reverting,   reverting  }}},
    {capturing,  {{  releasing,    reverting,   reverting,   reverting  }}},
    {releasing,  {{  starting,     reverting,   reverting,   reverting  }}},
    {starting,   {{  gating,       reverting,   reverting,   reverting  }}},
    {gating,     {{  switching,    reverting,   reverting,   reverting  }}},
    {switching,  {{  verifying,    reverting,   reverting,   switching  }}}, // traffic may have moved: resume, never guess
    {verifying,  {{  watching,     reverting,   reverting,   verifying  }}},
    {watching,   {{  retiring,     reverting,   reverting,   watching   }}},
    {retiring,   {{  live,         live,        live,        retiring   }}}, // decided: only forward
    {reverting,  {{  reverted,     stuck,       reverting,   reverting  }}},
}};
// clang-format on
} // namespace detail
using detail::lifecycle;

/// The state that follows `from`, which must not be terminal.
constexpr State next(State from, Event on) { return lifecycle[index(from)].to[index(on)]; }

namespace detail {
constexpr State to(Row row, Event on) { return row.to[index(on)]; }
constexpr bool crash_is_safe(Row row) {
    const State after = to(row, Event::crashed);
    return row.from < switching ? after == reverting : after == row.from;
}
} // namespace detail

static_assert(std::ranges::all_of(lifecycle,
                                  [i = std::size_t{0}](Row row) mutable {
                                      return index(row.from) == i++;
                                  }),
              "rows follow the order of State, one per non-terminal state");
static_assert(state_names.size() == index(State::stuck) + 1);
static_assert(event_names.size() == index(Event::crashed) + 1);
static_assert(lifecycle.size() == index(State::live), "every non-terminal state has a row");
static_assert(std::ranges::all_of(lifecycle,
                                  [](Row row) {
                                      const auto after = detail::to(row, Event::succeeded);
                                      return row.from < after && after != State::reverting;
                                  }),
              "success always moves forward, so every deployment ends");
static_assert(std::ranges::none_of(lifecycle[index(State::retiring)].to,
                                   [](State state) { return state == State::reverting; }),
              "once the incumbent may be stopped, nothing moves traffic back to it");
static_assert(std::ranges::all_of(lifecycle, detail::crash_is_safe),
              "a crash aborts while traffic cannot have moved, and resumes once it may have");
static_assert(next(State::reverting, Event::failed) == State::stuck &&
                  std::ranges::none_of(lifecycle,
                                       [](Row row) {
                                           return row.from != State::reverting &&
                                                  std::ranges::find(row.to, State::stuck) !=
                                                      row.to.end();
                                       }),
              "only a failed way back needs a person");

/// The table as a Mermaid state diagram, states in their order; docs/lifecycle.md is held to it.
[[nodiscard]] std::string to_mermaid();

} // namespace deploy
