// SPDX-License-Identifier: MIT
#pragma once
#include "operations/setup_parts.hpp"

#include <functional>

namespace deploy {

/// A container of a server.
struct SetupServer {
    std::string name;
    std::string image;
    /// What the container is to be, of the image that is there.
    std::function<Result<ContainerSpec>(const Image&)> spec;
    /// Whether it does its work; an error is told when time is up.
    std::function<Result<>(const Container&)> answers;
};

/// Makes and starts it where it is missing, its image fetched where the engine has none, and starts
/// it where it has ended; waits up to a minute for its answer. One that is there is never replaced:
/// the part's detail tells in what it differs.
Result<SetupPart> set_up_server(const SetupContext& context, const SetupServer& server);

} // namespace deploy
