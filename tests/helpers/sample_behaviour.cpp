// SPDX-License-Identifier: MIT
#include "sample_behaviour.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <system_error>

namespace sample {
namespace {

constexpr std::array modes{"ok",        "exit",          "loop", "oom", "hang",  "deaf", "redirect",
                           "unhealthy", "wrong_version", "once", "shy", "leaky", "flap"};
constexpr std::array keys{"version",      "mode",    "require",
                          "exit_code",    "boot_ms", "sick_after_requests",
                          "migrate_exit", "slow_ms", "sick_through_proxy",
                          "die_after_ms", "ledger",  "say"};

[[noreturn]] void refuse(std::string_view what, std::string_view value) {
    std::cerr << "sample: " << what << ": " << value << std::endl;
    std::exit(64);
}

template <class Number = int>
Number number(std::string_view text) {
    Number value{};
    const auto end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end)
        refuse("not a number", text);
    return value;
}

std::chrono::milliseconds milliseconds(std::string_view text) {
    return std::chrono::milliseconds{number(text)};
}

void set(Behaviour& behaviour, std::string_view key, std::string_view value) {
    if (key == "version")
        behaviour.version = value;
    else if (key == "mode")
        behaviour.mode = value;
    else if (key == "say")
        behaviour.say = value;
    else if (key == "require")
        behaviour.require = value;
    else if (key == "ledger")
        behaviour.ledger = value;
    else if (key == "exit_code")
        behaviour.exit_code = number(value);
    else if (key == "migrate_exit")
        behaviour.migrate_exit = number(value);
    else if (key == "sick_after_requests")
        behaviour.sick_after_requests = number<std::uint64_t>(value);
    else if (key == "sick_through_proxy")
        behaviour.sick_through_proxy = number(value) != 0;
    else if (key == "boot_ms")
        behaviour.boot = milliseconds(value);
    else if (key == "slow_ms")
        behaviour.slow = milliseconds(value);
    else if (key == "die_after_ms")
        behaviour.die_after = milliseconds(value);
    else
        refuse("unknown key", key);
}

void read_file(Behaviour& behaviour, const char* file) {
    std::ifstream stream{file};
    for (std::string line; std::getline(stream, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        const auto equals = line.find('=');
        if (equals == std::string::npos)
            refuse("no `=` in", line);
        set(behaviour, std::string_view{line}.substr(0, equals),
            std::string_view{line}.substr(equals + 1));
    }
}

void read_environment(Behaviour& behaviour) {
    for (const std::string_view key : keys) {
        std::string variable = "SAMPLE_";
        for (const char c : key)
            variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (const char* value = std::getenv(variable.c_str()))
            set(behaviour, key, value);
    }
    if (const char* port = std::getenv("PORT"))
        behaviour.port = number<std::uint16_t>(port);
}

} // namespace

Behaviour read_behaviour(const char* file) {
    Behaviour behaviour;
    read_file(behaviour, file);
    read_environment(behaviour);
    if (std::find(modes.begin(), modes.end(), behaviour.mode) == modes.end())
        refuse("unknown mode", behaviour.mode);
    return behaviour;
}

} // namespace sample
