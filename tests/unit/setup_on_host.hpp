// SPDX-License-Identifier: MIT
#pragma once
#include "fakes/fake_web_server.hpp"
#include "service_on_host.hpp"

#include <deploy/setup.hpp>

namespace deploy::test {

/// An empty simulated server, and what it takes to set it up.
struct SetupOnHost : ServiceOnHost {
    TemporaryFolder etc;
    FakeWebServer web;
    int seeds = 0;     ///< Runs of the seed.
    int seed_code = 0; ///< How the next one ends.

    SetupOnHost() {
        config.setup.secrets = etc.path() / "psyfit.env";
        web.certified = {"psytech.jp"};
        host.networks.clear();
        host.registry = {"postgres:16", "redis:7", "basecamp/kamal-proxy:v0.9.2"};
        host.programs = [this](const ContainerCommand& command) { return answer(command); };
    }

    Result<CommandEnd> answer(const ContainerCommand& command) {
        if (command.arguments == config.setup.seed) {
            ++seeds;
            return CommandEnd{.exit_code = seed_code, .errors = "seeding\n"};
        }
        if (command.arguments[0] == "redis-cli")
            static_cast<void>(command.output("PONG\n"));
        return CommandEnd{};
    }

    /// By a process of its own, as a person calls it.
    SetupReport run(const SetupRequest& request = {}) {
        FakePorts again{host};
        return setup(config, again.ports(), web, request, observer, [](const SetupPart&) {}, {});
    }
};

inline const SetupPart& part_of(const SetupReport& report, std::string_view name) {
    for (const auto& part : report.parts)
        if (part.name == name)
            return part;
    throw std::runtime_error{"there is no part " + std::string{name}};
}

} // namespace deploy::test
