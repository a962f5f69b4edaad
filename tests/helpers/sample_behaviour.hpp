// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sample {

/// How the sample service behaves. Each field is a `key=value` line of the file /behaviour; the
/// variable SAMPLE_<KEY> has the last word.
struct Behaviour {
    std::string version = "0";
    /// ok · exit: ends at once · loop: ends after 200 ms · once: ends when started again · oom:
    /// allocates until killed · hang: never answers · deaf: never listens · redirect, unhealthy:
    /// what the health page does · flap: never well three times in a row · shy: only /up is ill ·
    /// wrong_version: reports another one · leaky: logs its whole environment, and its health page
    /// fails and tells it.
    std::string mode = "ok";
    std::string say{};         ///< Printed when it starts or migrates; `|` ends a line.
    std::string require{};     ///< A variable without which it ends.
    std::string ledger{};      ///< A file for the ids of what came to /echo; empty: none is kept.
    std::uint16_t port = 3000; ///< From PORT.
    int exit_code = 1;
    int migrate_exit = 0;
    std::uint64_t sick_after_requests = 0; ///< Any request counts; 0: never.
    bool sick_through_proxy = false;       ///< The health page is well only without the proxy.
    std::chrono::milliseconds boot{0};
    std::chrono::milliseconds slow{0};
    std::chrono::milliseconds die_after{0}; ///< 0: never.

    [[nodiscard]] bool is(std::string_view name) const { return mode == name; }
    /// What the service says of itself; a lie in mode `wrong_version`.
    [[nodiscard]] std::string_view reported_version() const {
        return is("wrong_version") ? std::string_view{"another"} : std::string_view{version};
    }
};

/// Reads the file, then the environment. An unknown key, a bad number or an unknown mode ends the
/// process with 64: a test that misspells its fixture must not pass.
Behaviour read_behaviour(const char* file);

} // namespace sample
