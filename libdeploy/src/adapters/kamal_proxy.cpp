// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy.hpp"

#include "adapters/kamal_proxy_command.hpp"
#include "adapters/kamal_proxy_log.hpp"
#include <boost/json/value_to.hpp>

namespace deploy {

namespace {

namespace json = boost::json;

constexpr std::size_t log_limit = std::size_t{32} << 20U;
constexpr std::chrono::seconds a_moment{1};

bool is_set(const json::object& state, std::string_view key) {
    const auto* value = state.if_contains(key);
    return value != nullptr && *value == json::value(true);
}

Result<> check_runs(const json::object& container, const std::string& name) {
    const auto* value = container.if_contains("State");
    const auto state =
        value != nullptr && value->is_object() ? value->get_object() : json::object{};
    const auto fails = [&name](std::string_view how, std::string fix) {
        return Error{Errc::precondition, "the proxy '" + name + "' " + std::string{how},
                     std::move(fix)};
    };
    if (is_set(state, "Paused"))
        return fails("is paused, so nothing is served", "docker unpause " + name);
    if (is_set(state, "Restarting"))
        return fails("ends and is restarted again and again", "docker logs --tail 50 " + name);
    if (!is_set(state, "Running"))
        return fails("does not run, so nothing is served", "docker start " + name);
    return {};
}

std::string directory_of(const std::string& file) { return file.substr(0, file.rfind('/')); }

/// Seconds and nanoseconds, as the engine's logs call wants them.
std::string since_text(std::chrono::system_clock::time_point since) {
    using namespace std::chrono;
    const auto second = floor<seconds>(since.time_since_epoch());
    const auto rest = duration_cast<nanoseconds>(since.time_since_epoch() - second);
    auto fraction = std::to_string(rest.count());
    fraction.insert(0, 9 - fraction.size(), '0');
    return std::to_string(second.count()) + "." + fraction;
}

} // namespace

KamalProxy::KamalProxy(DockerClient& client, Clock& clock, const Config& config)
    : client_{client}, exec_{client}, clock_{clock}, config_{config.proxy} {}

/// The proxy's container, which runs. What a deployment asks within a moment is asked once, unless
/// the proxy has ended since.
Result<const KamalProxy::Seen*> KamalProxy::look() {
    const auto now = clock_.now();
    if (seen_ && seen_->root && now < seen_->good_until && seen_->root->alive())
        return &*seen_;
    seen_.reset();
    auto description = describe();
    if (!description)
        return description.error();
    auto root = ContainerRoot::open(*description);
    seen_.emplace(Seen{std::move(*description), std::move(root), now + a_moment});
    return &*seen_;
}

/// The engine's description of the container, which runs.
Result<json::object> KamalProxy::describe() {
    const auto& name = config_.container;
    const auto answer =
        client_.send({.path = "/containers/" + DockerClient::escape(name) + "/json"});
    if (!answer)
        return answer.error().within("look for the proxy");
    if (!answer->ok() && answer->status != 404)
        return Error{Errc::refused, "look for the proxy: the engine says: " + answer->message()};
    auto value = answer->ok() ? answer->json() : Result<json::value>{json::object{}};
    if (!value)
        return value.error();
    auto* object = value->if_object();
    const auto* found = object != nullptr ? object->if_contains("Name") : nullptr;
    if (found == nullptr || *found != json::value("/" + name)) // an id's prefix is no name
        return Error{Errc::precondition, "there is no proxy container '" + name + "'",
                     "set `proxy.container` to its name (docker ps -a shows it), or start "
                     "kamal-proxy"};
    if (auto runs = check_runs(*object, name); !runs)
        return runs.error();
    return std::move(*object);
}

Result<ProxyEndpoint> KamalProxy::endpoint() {
    const auto seen = look();
    if (!seen)
        return seen.error();
    return endpoint_of((*seen)->description, config_.url);
}

Result<> KamalProxy::route_to(const Route& route, const OperationSink& begun) {
    const auto path = state_file();
    if (!path)
        return path.error();
    const auto command =
        deploy_command(route, {.deploy_timeout = config_.deploy_timeout,
                               .drain_timeout = config_.drain_timeout,
                               .health_path = config_.health_path,
                               .acme_cache = directory_of(path->value_or("")) + "/certs"});
    if (!command)
        return command.error();
    return run(*command, begun);
}

Result<> KamalProxy::remove_route(std::string_view service) {
    if (!is_service_name(service))
        return Error{Errc::invalid_input,
                     "'" + std::string{service} + "' cannot be a service's name"};
    auto removed = run({"kamal-proxy", "remove", std::string{service}},
                       [](std::string_view) { return Result<>{}; });
    if (!removed && removed.error().is(Errc::not_found))
        return {};
    return removed;
}

Result<std::optional<Passage>> KamalProxy::passage(std::string_view request_id,
                                                   std::chrono::system_clock::time_point since) {
    const auto answer =
        client_.send({.path = "/containers/" + DockerClient::escape(config_.container) +
                              "/logs?stdout=1&tail=5000&since=" + since_text(since),
                      .max_body = log_limit});
    if (!answer)
        return answer.error().within("read the proxy's log");
    if (!answer->ok()) // a log driver that cannot be read, say
        return std::optional<Passage>{};
    return passage_in_log(demultiplex(answer->body), request_id);
}

} // namespace deploy
