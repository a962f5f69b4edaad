// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <string>
#include <thread>

namespace deploy::test {

/// Longer than anything in a test takes.
inline constexpr std::chrono::seconds longest_wait{60};

/// Waits until that is so.
template <class Condition>
void await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + longest_wait;
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

/// Waits until the program has said that on standard error.
inline void await_said(Program& program, const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + longest_wait;
    for (bool ended = false; program.err().find(text) == std::string::npos;) {
        if (ended)
            FAIL("'", text, "' never comes:\n", program.err());
        ended = program.wait(std::chrono::milliseconds{2}) ||
                std::chrono::steady_clock::now() > deadline;
    }
}

/// What a program that was started has left at its end.
inline Finished finished(Program& program) {
    const auto code = program.wait(longest_wait);
    REQUIRE_MESSAGE(code, "the program does not end:\n", program.err());
    return {*code, program.out(), program.err()};
}

} // namespace deploy::test
