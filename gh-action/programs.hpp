// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/remote.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy::action {

/// The way to the programs of the server: gives the one that is named by its first words, as the
/// user who logs in would start it.
using Programs = std::function<std::unique_ptr<Remote>(std::vector<std::string> program)>;

/// Through ssh.
[[nodiscard]] inline Programs programs_behind(const SshSettings& settings) {
    return [settings](std::vector<std::string> program) {
        auto there = settings;
        there.program = std::move(program);
        return make_ssh_remote(there);
    };
}

/// The same programs, for calls that a job which is cancelled does not wait for.
[[nodiscard]] Programs ending_on(std::stop_token stop, const Programs& programs);

} // namespace deploy::action
