// SPDX-License-Identifier: MIT
#pragma once
#include "operations/situation.hpp"

#include <deploy/doctor.hpp>
#include <stop_token>
#include <vector>

namespace deploy {

/// What the checks look at. The last three are asked once, for all of them.
struct Examination {
    const Config& config;
    Ports ports;
    Machine& machine;
    const std::stop_token& stop;
    Result<EngineInfo> engine;
    Result<Situation> situation;
    Result<std::vector<Record>> records;

    /// The container that the route leads to; null where there is none.
    [[nodiscard]] const Container* incumbent() const {
        return situation && situation->incumbent ? &*situation->incumbent : nullptr;
    }
};

/// What a check says, without its id.
struct Said {
    CheckStatus finding = CheckStatus::ok;
    std::string detail{};
    std::string fix{};
};

inline Said ok(std::string detail) { return {CheckStatus::ok, std::move(detail), {}}; }
inline Said warn(std::string detail, std::string fix = {}) {
    return {CheckStatus::warn, std::move(detail), std::move(fix)};
}
inline Said fail(std::string detail, std::string fix = {}) {
    return {CheckStatus::fail, std::move(detail), std::move(fix)};
}
inline Said fail(const Error& error) { return fail(error.message, error.fix); }
inline Said skip(std::string detail) { return {CheckStatus::skip, std::move(detail), {}}; }

} // namespace deploy
