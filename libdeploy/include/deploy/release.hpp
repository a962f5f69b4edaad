// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/lifecycle.hpp>
#include <deploy/prober.hpp>
#include <deploy/route.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// Why a deployment runs.
enum class Kind : std::uint8_t {
    deploy,   ///< A new container replaces the incumbent.
    first,    ///< A new container where none served.
    rollback, ///< A container that served before replaces the incumbent.
};
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::optional<Kind> kind_from(std::string_view name);

/// Which environment keys a release changes, by name; values are never kept.
struct EnvironmentChange {
    std::vector<std::string> added, changed, dropped;
    [[nodiscard]] bool empty() const { return added.empty() && changed.empty() && dropped.empty(); }
};

/// The incumbent: the container that serves when a deployment begins.
struct Incumbent {
    std::string id; ///< Full id.
    std::string name;
    std::string revision{}; ///< Commit from its label; empty when it bears none.
    std::string image_id{};
};

/// A finished deployment in figures.
struct Receipt {
    std::map<State, std::chrono::milliseconds> time_in{};
    ProbeCounts traffic{};
    std::string answered_by{}; ///< The target that the proxy's log named; empty when not known.
    std::chrono::milliseconds total{0};
};

/// What goes live, what it replaces, and how far it got: the facts that recovery needs. All of it
/// is in every journal record. It holds no secret.
struct Release {
    std::string id; ///< `20261124-201500-3f9a`: sorts by time; the journal's key.
    Kind kind = Kind::deploy;
    std::string service;
    std::string revision{};     ///< Git commit; empty when not known.
    std::string image{};        ///< Reference or id that the candidate runs.
    std::string candidate{};    ///< Container name, from the id, so that a crashed create is found.
    std::string candidate_id{}; ///< The engine's id, once it exists.
    std::uint16_t port = 0;     ///< Where the candidate listens.
    std::optional<Incumbent> incumbent{};
    std::optional<Route> before{}; ///< The route that was in force.
    Route route{};                 ///< The route to establish; target empty until the start.
    std::string operation{};       ///< The proxy call under way, for recovery.
    EnvironmentChange environment{};
    std::string started_at{}; ///< RFC 3339, UTC.
    std::string by{};         ///< The user who asked for it; empty in old journals.
};

/// The first seven digits of a commit; `unknown` where there is none.
[[nodiscard]] std::string short_revision(std::string_view revision);

} // namespace deploy
