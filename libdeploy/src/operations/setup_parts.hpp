// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/environment.hpp>
#include <deploy/setup.hpp>
#include <optional>
#include <stop_token>

namespace deploy {

/// What every part of a setup works with.
struct SetupContext {
    const Config& config;
    Ports ports;
    WebServer& web;
    const SetupRequest& request;
    Observer& observer;
    std::stop_token stop{};

    [[nodiscard]] bool only_told() const { return request.changes == Changes::told; }
    /// A part that is done now, or would be.
    [[nodiscard]] SetupPart done(std::string detail) const {
        return {.name = {},
                .state = only_told() ? SetupState::would_make : SetupState::made,
                .detail = std::move(detail)};
    }
};

[[nodiscard]] inline SetupPart kept(std::string detail) {
    return {.name = {}, .state = SetupState::kept, .detail = std::move(detail)};
}
[[nodiscard]] inline SetupPart left_out(std::string why) {
    return {.name = {}, .state = SetupState::skipped, .detail = std::move(why)};
}

/// `one, two`
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

// One part each: looks, does what is missing unless it is only told, and proves it. Their names are
// the driver's.
Result<SetupPart> set_up_network(const SetupContext& context);
Result<SetupPart> set_up_database(const SetupContext& context);
Result<SetupPart> set_up_redis(const SetupContext& context);
Result<SetupPart> set_up_proxy(const SetupContext& context);
Result<SetupPart> set_up_nginx(const SetupContext& context);
Result<SetupPart> set_up_release(const SetupContext& context);
Result<SetupPart> set_up_tls(const SetupContext& context);
Result<SetupPart> set_up_seed(const SetupContext& context);

/// The container that serves the service now, if any does.
[[nodiscard]] std::optional<Container> serving_now(const SetupContext& context);

/// The value of a key of the server's environment file; `precondition` where it has none, or one
/// that cannot stand in a server's configuration.
Result<std::string> password_of(const SetupContext& context, std::string_view key);

} // namespace deploy
