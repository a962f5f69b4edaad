// SPDX-License-Identifier: MIT
#include "operations/secret_logins.hpp"

#include <deploy/environment.hpp>

namespace deploy {
namespace {

constexpr std::chrono::seconds login_patience{15};

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

SecretFinding not_checked(std::string subject, std::string why) {
    return {
        .subject = std::move(subject), .state = SecretState::not_checked, .detail = std::move(why)};
}

SecretFinding refused(std::string subject, const std::string& container, std::string_view key) {
    return {.subject = std::move(subject),
            .state = SecretState::wrong,
            .detail = container + " does not take this password",
            .fix = "give " + std::string{key} + " the password that " + container +
                   " was made with, or set a new one on both sides"};
}

/// By the address that other containers use: on the loopback one every password is taken.
ContainerCommand psql(const Config& config, const Container& database,
                      const std::string& password) {
    const auto address = database.address_on(config.container.network);
    return {.container = database.id,
            .arguments = {"psql", "-X", "-w", "-A", "-t", "-h", address.value_or("localhost"), "-U",
                          database_user(config, database), "-d", "postgres", "-c", "select 1"},
            .environment = {"PGPASSWORD=" + password, "PGCONNECT_TIMEOUT=5"},
            .timeout = login_patience};
}

} // namespace

std::string database_user(const Config& config, const Container& container) {
    if (!config.database.user.empty())
        return config.database.user;
    const auto environment = Environment::from_entries(container.env);
    const auto* const user = environment.find("POSTGRES_USER");
    return user == nullptr || user->empty() ? "postgres" : *user;
}

SecretFinding database_login(const Config& config, Ports ports, const std::string& password) {
    const auto& name = config.database.container;
    auto subject = "POSTGRES_PASSWORD at " + name;
    const auto database = ports.engine.inspect(name);
    if (!database)
        return not_checked(std::move(subject), database.error().message);
    if (!*database || !(*database)->steady())
        return not_checked(std::move(subject), name + " does not run");
    const auto asked = output_of(ports.exec, psql(config, **database, password));
    if (!asked)
        return not_checked(std::move(subject), asked.error().message);
    if (asked->exit_code == 0)
        return {.subject = std::move(subject)};
    if (contains(asked->errors, "password authentication failed"))
        return refused(std::move(subject), name, "POSTGRES_PASSWORD");
    return not_checked(std::move(subject), first_line(asked->errors));
}

SecretFinding redis_login(const Config& config, Ports ports, const std::string& password) {
    const auto& name = config.redis.container;
    auto subject = "REDIS_PASSWORD at " + name;
    const auto redis = ports.engine.inspect(name);
    if (!redis)
        return not_checked(std::move(subject), redis.error().message);
    if (!*redis || !(*redis)->steady())
        return not_checked(std::move(subject), name + " does not run");
    const auto asked = output_of(ports.exec, {.container = (*redis)->id,
                                              .arguments = {"redis-cli", "ping"},
                                              .environment = {"REDISCLI_AUTH=" + password},
                                              .timeout = login_patience});
    if (!asked)
        return not_checked(std::move(subject), asked.error().message);
    const auto said = asked->output + asked->errors;
    if (contains(said, "without any password"))
        return {.subject = std::move(subject),
                .state = SecretState::wrong,
                .detail = name + " asks for no password at all",
                .fix = "start it with requirepass"};
    if (contains(said, "WRONGPASS") || contains(said, "NOAUTH"))
        return refused(std::move(subject), name, "REDIS_PASSWORD");
    return contains(asked->output, "PONG") ? SecretFinding{.subject = std::move(subject)}
                                           : not_checked(std::move(subject), first_line(said));
}

} // namespace deploy
