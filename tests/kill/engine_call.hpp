// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace deploy::test {

/// One request to the Docker Engine, as the relay saw it.
struct EngineCall {
    std::string method;
    std::string target; ///< As it came, version and query included.

    /// Method and path without version, query and names: `POST /containers/*/start`.
    [[nodiscard]] std::string kind() const;
    /// The second part of the path: the container, image or exec that it is about.
    [[nodiscard]] std::string subject() const;
    [[nodiscard]] bool changes() const { return method != "GET" && method != "HEAD"; }
};

/// What the relay does to a request or its answer.
enum class Fault : std::uint8_t {
    none,
    kill_before,     ///< Kills before the engine has any of the request.
    kill_sent,       ///< Kills when the engine has the whole request and has not answered.
    kill_unanswered, ///< Kills when the engine has answered in full and nothing was passed on.
    kill_answered,   ///< Kills when the whole answer was passed on.
    kill_held, ///< Kills when the whole request has come; the engine has it when it is let go.
    error_500, ///< Answers so by itself.
    error_503,
    silence, ///< Neither forwards nor answers.
    delay,   ///< Forwards later.
    cut_before,
    cut_after,    ///< The engine has answered in full; nothing is passed on.
    truncate,     ///< The answer ends in its middle.
    garbage,      ///< The answer's body is no JSON.
    wrong_length, ///< The answer announces more than comes.
};

[[nodiscard]] std::string_view to_string(Fault fault);
/// Whether the engine's answer must be there before the fault acts.
[[nodiscard]] bool holds_answer(Fault fault);

/// Which request goes wrong, and how.
struct Plan {
    Fault fault = Fault::none;
    int at = 0;           ///< The number of the request among those counted, from 1; 0: none.
    bool forever = false; ///< Every one from there on.
    std::function<bool(const EngineCall&)> among{}; ///< Those counted; empty: all.
    std::chrono::milliseconds delay{0};
    std::optional<std::size_t> keep{}; ///< Bytes of a truncated answer; nothing: half of it.
};

} // namespace deploy::test
