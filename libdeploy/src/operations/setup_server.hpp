// SPDX-License-Identifier: MIT
#pragma once
#include "operations/setup_parts.hpp"

#include <functional>

namespace deploy {

/// A container of a server.
struct SetupServer {
    std::string name;
    std::string image;
    std::string kind; ///< What it is, for people.
    std::string key;  ///< Of the configuration, for its name.
    /// What the container is to be, of the image that is there.
    std::function<Result<ContainerSpec>(const Image&)> spec;
    /// Whether it does its work; an error is told when time is up, `conflict` at once: what runs
    /// there is something else.
    std::function<Result<>(const Container&)> answers;
    /// The same of one that was there before, whatever its password and its databases.
    std::function<Result<>(const Container&)> is_such;
};

/// Makes and starts it where it is missing, its image fetched where the engine has none, and starts
/// it where it has ended; waits up to a minute for its answer. One that is there is never replaced:
/// the part's detail tells in what it differs, and one that is no such server is an error.
Result<SetupPart> set_up_server(const SetupContext& context, const SetupServer& server);

} // namespace deploy
