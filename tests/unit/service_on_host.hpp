// SPDX-License-Identifier: MIT
#pragma once
#include "fakes/fake_host.hpp"
#include "helpers/program.hpp"

#include <deploy/flow.hpp>
#include <deploy/plan.hpp>
#include <deploy/status.hpp>

namespace deploy::test {

/// Keeps what it is told, for a test to look at.
struct KeptNotes final : Observer {
    std::vector<std::string> notes, warnings, errors, transitions;

    void on_note(std::string_view text) noexcept override { notes.emplace_back(text); }
    void on_warning(std::string_view text) noexcept override { warnings.emplace_back(text); }
    void on_error(const Error& error) noexcept override { errors.push_back(error.message); }
    void on_transition(const Release& /*release*/, const Transition& what) noexcept override {
        transitions.push_back(std::string{to_string(what.from)} + " " +
                              std::string{to_string(what.on)});
    }
};

/// A simulated server with PsyFit's image, the configuration for it, and one process on it.
struct ServiceOnHost {
    TemporaryFolder state;
    FakeHost host;
    Config config;
    FakePorts process{host};
    KeptNotes observer;

    ServiceOnHost() {
        config.state_directory = state.path();
        config.environment.master_key_variable.clear();
        config.health.deadline = std::chrono::seconds{1};
        config.watch.window = std::chrono::seconds{1};
        host.add_image("psyfit-local:old", std::string(40, '0'));
    }

    /// A container that runs and that the proxy routes to by its address.
    Container& serve(const std::string& name = "psyfit-web-old") {
        auto& incumbent = host.add(name, "psyfit-local:old", true);
        host.route = Route{.service = "psyfit-web",
                           .target = *incumbent.address_on("kamal") + ":3000",
                           .hosts = {"psytech.jp"}};
        return incumbent;
    }

    /// A stopped container that the journal says was live until `at`.
    Container& leave(const std::string& name, const std::string& at) {
        auto& former = host.add(name, "psyfit-local:old", false);
        Record live{.at = at, .state = State::live, .release = {.id = at, .service = "psyfit-web"}};
        live.release.candidate_id = former.id;
        live.release.candidate = name;
        host.records.push_back(live);
        return former;
    }

    Result<Outcome> deploy(const Intent& intent = {}, std::stop_token stop = {}) {
        return ::deploy::deploy(config, process.ports(), {.intent = intent}, observer, stop);
    }
    Result<Outcome> roll_back(const std::optional<std::string>& container = {}) {
        return ::deploy::roll_back(config, process.ports(), container, {}, observer, {});
    }
    Result<Recovery> recover() {
        return ::deploy::recover(config, process.ports(), {}, observer, {});
    }
    Result<Plan> plan(const Intent& intent = {}) {
        return ::deploy::plan(config, process.ports(), intent, {});
    }
    Result<Status> status() { return ::deploy::status(config, process.ports()); }
};

} // namespace deploy::test
