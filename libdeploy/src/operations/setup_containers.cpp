// SPDX-License-Identifier: MIT
#include "adapters/secret_file.hpp"
#include "core/setup_specs.hpp"
#include "operations/secret_logins.hpp"
#include "operations/setup_server.hpp"

namespace deploy {
namespace {

/// A program of such a server; `conflict` where the container does not have it.
Result<CommandOutput> run_in(const SetupContext& context, const Container& container,
                             ContainerCommand what) {
    what.container = container.id;
    auto ended = output_of(context.ports.exec, std::move(what));
    if (!ended && ended.error().is(Errc::precondition))
        return ended.error().as(Errc::conflict);
    return ended;
}

/// A program in the container that must succeed.
Result<> succeeds(const SetupContext& context, const Container& container, ContainerCommand what) {
    const auto ended = run_in(context, container, std::move(what));
    if (!ended)
        return ended.error();
    if (ended->exit_code == 0)
        return {};
    return Error{Errc::precondition, ended->errors.empty() ? ended->output : ended->errors};
}

/// Over TCP: the server that makes the database at the first start does not listen there.
Result<> postgres_runs(const SetupContext& context, const Container& container) {
    return succeeds(context, container,
                    {.container = {},
                     .arguments = {"pg_isready", "-h", "127.0.0.1", "-U",
                                   database_user(context.config, container)}});
}

/// One that was made elsewhere may listen elsewhere, which no waiting mends.
Result<> is_postgres(const SetupContext& context, const Container& container) {
    auto ready = postgres_runs(context, container);
    if (ready || ready.error().is(Errc::conflict))
        return ready;
    auto error = ready.error();
    while (error.message.ends_with('\n'))
        error.message.pop_back();
    error.message += "; one that is kept has to listen on 127.0.0.1, port 5432, inside its "
                     "container (listen_addresses, port)";
    return error;
}

Result<> database_answers(const SetupContext& context, const Container& container) {
    if (auto ready = postgres_runs(context, container); !ready)
        return ready;
    return succeeds(
        context, container,
        {.container = {},
         .arguments = {"psql", "-X", "-w", "-q", "-U", database_user(context.config, container),
                       "-d", context.config.database.name, "-c", "select 1"}});
}

Result<CommandOutput> ping_redis(const SetupContext& context, const Container& container,
                                 std::vector<std::string> environment) {
    return run_in(context, container,
                  {.container = {},
                   .arguments = {"redis-cli", "ping"},
                   .environment = std::move(environment)});
}

Result<> redis_answers(const SetupContext& context, const Container& container,
                       const std::string& password) {
    const auto asked = ping_redis(context, container, {"REDISCLI_AUTH=" + password});
    if (!asked)
        return asked.error();
    if (asked->output.starts_with("PONG"))
        return {};
    return Error{Errc::precondition, asked->output + asked->errors};
}

/// One that asks for a password is one, too.
Result<> redis_runs(const SetupContext& context, const Container& container) {
    const auto asked = ping_redis(context, container, {});
    if (!asked)
        return asked.error();
    const auto said = asked->output + asked->errors;
    if (said.find("PONG") != std::string::npos || said.find("NOAUTH") != std::string::npos)
        return {};
    return Error{Errc::precondition, said};
}

/// What is kept may have been made with another password.
void remark(SetupPart& part, const SecretFinding& login) {
    if (login.state == SecretState::wrong)
        part.detail += "; " + login.detail + " (" + login.subject + ")";
}

} // namespace

Result<std::string> password_of(const SetupContext& context, std::string_view key) {
    const auto& file = context.config.setup.secrets;
    const auto held = SecretFile::open(file, SecretFile::Folder::must_exist);
    if (!held)
        return held.error();
    const auto text = held->read();
    if (!text)
        return text.error();
    const auto values = parse_environment_file(*text, file.string());
    if (!values)
        return values.error();
    const auto* const value = values->find(key);
    if (value == nullptr || value->empty())
        return Error{Errc::precondition, file.string() + " has no " + std::string{key},
                     "psyfit-deploy secrets generate"};
    if (value->find_first_of("\"\\\r\n") != std::string::npos)
        return Error{Errc::precondition,
                     std::string{key} + " has a quote, a backslash or a line end, which no server "
                                        "is told safely",
                     "choose another one in " + file.string()};
    return *value;
}

Result<SetupPart> set_up_network(const SetupContext& context) {
    const auto& name = context.config.container.network;
    const auto exists = context.ports.engine.has_network(name);
    if (!exists)
        return exists.error();
    if (*exists)
        return kept(name);
    if (!context.only_told())
        if (auto made = context.ports.engine.create_network(name); !made)
            return made.error();
    return context.done(name);
}

Result<SetupPart> set_up_database(const SetupContext& context) {
    const auto& config = context.config;
    if (!config.database.exists())
        return left_out("the service has no database here");
    SetupServer server{.name = config.database.container,
                       .image = config.database.image,
                       .kind = "PostgreSQL",
                       .key = "database.container"};
    const auto password = password_of(context, "POSTGRES_PASSWORD");
    server.spec = [&](const Image& image) -> Result<ContainerSpec> {
        return password ? database_spec(config, image, *password)
                        : Result<ContainerSpec>{password.error()};
    };
    server.answers = [&](const Container& container) {
        return database_answers(context, container);
    };
    server.is_such = [&](const Container& container) { return is_postgres(context, container); };
    auto part = set_up_server(context, server);
    if (part && part->state == SetupState::kept && password)
        remark(*part, database_login(config, context.ports, *password));
    return part;
}

Result<SetupPart> set_up_redis(const SetupContext& context) {
    const auto& config = context.config;
    if (!config.redis.exists())
        return left_out("the service has no Redis here");
    SetupServer server{.name = config.redis.container,
                       .image = config.redis.image,
                       .kind = "Redis",
                       .key = "redis.container"};
    const auto password = password_of(context, "REDIS_PASSWORD");
    server.spec = [&](const Image& image) -> Result<ContainerSpec> {
        return password ? redis_spec(config, image, *password)
                        : Result<ContainerSpec>{password.error()};
    };
    server.answers = [&](const Container& container) -> Result<> {
        return password ? redis_answers(context, container, *password) : password.error();
    };
    server.is_such = [&](const Container& container) { return redis_runs(context, container); };
    auto part = set_up_server(context, server);
    if (part && part->state == SetupState::kept && password)
        remark(*part, redis_login(config, context.ports, *password));
    return part;
}

Result<SetupPart> set_up_proxy(const SetupContext& context) {
    const auto& config = context.config;
    SetupServer server{.name = config.proxy.container,
                       .image = config.setup.proxy_image,
                       .kind = "kamal-proxy",
                       .key = "proxy.container"};
    server.spec = [&](const Image& image) -> Result<ContainerSpec> {
        return proxy_spec(config, context.request.entrance, image);
    };
    server.answers = [&](const Container& /*container*/) -> Result<> {
        const auto route = context.ports.proxy.route(config.service);
        return route ? Result<>{} : route.error();
    };
    server.is_such = [&](const Container& container) {
        return succeeds(context, container,
                        {.container = {}, .arguments = {"kamal-proxy", "list"}});
    };
    return set_up_server(context, server);
}

} // namespace deploy
