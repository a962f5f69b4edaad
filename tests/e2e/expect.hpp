// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <map>
#include <string>

namespace deploy::test {

/// What must be the same before and after a deployment that was refused or turned back.
struct Before {
    explicit Before(const World& world) : routed{world.routed()}, containers{world.containers()} {}
    std::optional<Seen> routed;
    std::vector<Seen> containers;
};

/// The run did what it should; nothing after it makes sense otherwise.
inline void expect_done(const Finished& run) { REQUIRE_MESSAGE(run.exit_code == 0, run.err); }

/// The run ended with this code and said this on standard error.
inline void expect_said(const Finished& run, int code, const std::string& text) {
    INFO("stdout: ", run.out, "\nstderr: ", run.err);
    CHECK(run.exit_code == code);
    CHECK_MESSAGE(run.err.find(text) != std::string::npos, "'", text, "' is on standard error");
}

/// A part of the message on standard error, `error:` say, without its label; empty where it lacks.
inline std::string part_of(const Finished& run, const std::string& label) {
    const auto text = "\n" + run.err;
    const auto found = text.rfind("\n" + label + " ");
    if (found == text.npos)
        return {};
    const auto begin = found + label.size() + 2;
    auto end = text.find('\n', begin);
    while (end + 1 < text.size() && text[end + 1] == ' ') // the same part goes on
        end = text.find('\n', end + 1);
    return text.substr(begin, end - begin);
}

/// What each part of a message has to tell.
struct Message {
    std::string error, serves, fix;
};

/// The run ended with this code, and said what failed and why, what serves, and what mends it.
inline void expect_refused(const Finished& run, int code, const Message& message) {
    INFO("stdout: ", run.out, "\nstderr: ", run.err);
    CHECK(run.exit_code == code);
    const std::map<std::string, std::string> parts{
        {"error:", message.error}, {"serves:", message.serves}, {"fix:", message.fix}};
    for (const auto& [label, text] : parts)
        CHECK_MESSAGE(part_of(run, label).find(text) != std::string::npos, "'", text,
                      "' is told in ", label);
}

/// What served still serves, and no container, build directory or release command is left.
inline void expect_untouched(const World& world, const Before& before) {
    const auto routed = world.routed();
    REQUIRE(routed);
    REQUIRE(before.routed);
    CHECK(routed->id == before.routed->id);
    CHECK(routed->status == "running");
    CHECK(world.get("/api/v1/health").status == 200);
    const auto after = world.containers();
    CHECK_MESSAGE(after.size() == before.containers.size(), "nothing is left behind");
    for (const auto& was : before.containers)
        CHECK(std::ranges::any_of(after, [&](const Seen& seen) {
            return seen.id == was.id && seen.name == was.name && seen.status == was.status;
        }));
    const auto state = world.root() / "state";
    if (std::filesystem::exists(state))
        for (const auto& entry : std::filesystem::directory_iterator{state})
            CHECK_MESSAGE(!entry.path().filename().string().starts_with("build-"),
                          "no build directory is left: ", entry.path().string());
}

/// The new version answers, its predecessor is stopped and kept.
inline void expect_live(const World& world, const std::string& version,
                        const std::string& predecessor) {
    CHECK(world.version() == version);
    const auto routed = world.routed();
    REQUIRE(routed);
    CHECK(routed->id != predecessor);
    for (const auto& seen : world.containers())
        if (seen.id == predecessor)
            CHECK(seen.status == "exited");
        else if (seen.id != routed->id)
            CHECK(seen.status != "running");
}

} // namespace deploy::test
