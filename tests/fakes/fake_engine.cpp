// SPDX-License-Identifier: MIT
#include "fakes/fake_host.hpp"

#include <doctest/doctest.h>

namespace deploy::test {

namespace {

Result<std::string> make_container(FakeHost& host, const ContainerSpec& spec) {
    const std::string own{label::deployment};
    if (auto* const holder = host.find(spec.name)) {
        if (holder->labels[own] != spec.labels.at(own))
            return Error{Errc::conflict, "the name is taken by " + holder->id};
        return holder->id;
    }
    if (!host.images.contains(spec.image))
        return Error{Errc::not_found, "no such image: " + spec.image};
    auto& made = host.add(spec.name, spec.image, false);
    made.labels = spec.labels;
    made.env = spec.env;
    for (const auto& setting : spec.host_config)
        made.host_config[setting.key()] = setting.value();
    if (spec.name.ends_with("-release"))
        made.config = spec.config; // what it runs, for a test to look at
    return made.id;
}

} // namespace

Result<EngineInfo> FakeEngine::info() {
    if (auto acted = host_.faults.act("engine.info", [] { return Result<>{}; }); !acted)
        return acted.error();
    return EngineInfo{.version = "fake",
                      .api_version = "1.41",
                      .memory_total = host_.memory_total,
                      .memory_available = host_.memory_available};
}

Result<std::vector<EngineComponent>> FakeEngine::components() {
    if (auto acted = host_.faults.act("engine.components", [] { return Result<>{}; }); !acted)
        return acted.error();
    return host_.components;
}

Result<std::optional<Container>> FakeEngine::inspect(std::string_view reference) {
    std::optional<Container> found;
    if (host_.elapsed >= host_.late_call_at)
        host_.arrive_late();
    auto acted = host_.faults.act("engine.inspect", [&]() -> Result<> {
        if (const auto* const container = host_.find(reference))
            found = *container;
        return {};
    });
    if (!acted)
        return acted.error();
    return found;
}

Result<std::set<std::string, std::less<>>> FakeEngine::ids() {
    std::set<std::string, std::less<>> out;
    auto acted = host_.faults.act("engine.ids", [&]() -> Result<> {
        for (const auto& [id, container] : host_.containers)
            out.insert(id);
        return {};
    });
    if (!acted)
        return acted.error();
    return out;
}

Result<std::vector<Container>> FakeEngine::list(std::string_view label, std::string_view value) {
    std::vector<Container> out;
    auto acted = host_.faults.act("engine.list", [&]() -> Result<> {
        for (const auto& [id, container] : host_.containers) {
            const auto found = container.labels.find(std::string{label});
            const bool bears =
                found != container.labels.end() && (value.empty() || found->second == value);
            if (label.empty() || bears)
                out.push_back(container);
        }
        std::ranges::sort(out, std::ranges::greater{}, &Container::created_at);
        return {};
    });
    if (!acted)
        return acted.error();
    return out;
}

Result<std::string> FakeEngine::create(const ContainerSpec& spec) {
    std::string id;
    ++host_.mutations;
    const auto make = [&]() -> Result<> {
        auto made = make_container(host_, spec);
        if (!made)
            return made.error();
        id = std::move(*made);
        return {};
    };
    const auto make_later = [&] {
        call_late([host = &host_, spec] { static_cast<void>(make_container(*host, spec)); });
    };
    auto acted = host_.faults.act("engine.create", make, make_later);
    if (!acted)
        return acted.error();
    return id;
}

Result<> FakeEngine::start(std::string_view id) {
    ++host_.mutations;
    const auto start = [host = &host_, id = std::string{id}]() -> Result<> {
        auto* const container = host->find(id);
        if (container == nullptr)
            return Error{Errc::not_found, "no such container"};
        if (!container->running)
            host->begin(*container);
        if (container->name.ends_with("-release"))
            FakeHost::end(*container, 0);
        return {};
    };
    return host_.faults.act("engine.start", start,
                            [&] { call_late([start] { static_cast<void>(start()); }); });
}

void FakeEngine::call_late(std::function<void()> call) {
    host_.late_call = std::move(call);
    host_.late_call_at = host_.elapsed + host_.faults.lateness;
}

Result<> FakeEngine::stop(std::string_view id, std::chrono::seconds /*grace*/) {
    ++host_.mutations;
    return host_.faults.act("engine.stop", [&]() -> Result<> {
        auto* const container = host_.find(id);
        CHECK_MESSAGE((container == nullptr || container != host_.routed()),
                      "a routed container is never stopped");
        if (container != nullptr && container->running)
            FakeHost::end(*container, 143);
        return {};
    });
}

Result<> FakeEngine::remove(std::string_view id) {
    ++host_.mutations;
    return host_.faults.act("engine.remove", [&]() -> Result<> {
        auto* const container = host_.find(id);
        CHECK_MESSAGE((container == nullptr || container != host_.routed()),
                      "a routed container is never removed");
        if (container != nullptr)
            host_.containers.erase(std::string{container->id});
        return {};
    });
}

Result<> FakeEngine::set_restart_policy(std::string_view id, std::string_view policy) {
    ++host_.mutations;
    return host_.faults.act("engine.set_restart_policy", [&]() -> Result<> {
        if (auto* const container = host_.find(id))
            container->host_config["RestartPolicy"] = boost::json::object{{"Name", policy}};
        return {};
    });
}

Result<std::string> FakeEngine::logs(std::string_view /*id*/, int /*lines*/) {
    auto acted = host_.faults.act("engine.logs", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return std::string{"booting\n"};
}

Result<std::int64_t> FakeEngine::memory_used(std::string_view /*id*/) {
    auto acted = host_.faults.act("engine.memory_used", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return std::int64_t{0};
}

Result<std::optional<Image>> FakeEngine::image(std::string_view reference) {
    std::optional<Image> found;
    auto acted = host_.faults.act("engine.image", [&]() -> Result<> {
        if (const auto at = host_.images.find(std::string{reference}); at != host_.images.end())
            found = at->second;
        return {};
    });
    if (!acted)
        return acted.error();
    return found;
}

Result<> FakeEngine::tag(std::string_view image, std::string_view reference) {
    ++host_.mutations;
    return host_.faults.act("engine.tag", [&]() -> Result<> {
        host_.images[std::string{reference}] = host_.images.at(std::string{image});
        return {};
    });
}

Result<bool> FakeEngine::has_network(std::string_view name) {
    auto acted = host_.faults.act("engine.has_network", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return host_.networks.contains(std::string{name});
}

Result<> FakeEngine::create_network(std::string_view name) {
    ++host_.mutations;
    return host_.faults.act("engine.create_network", [&]() -> Result<> {
        host_.networks.emplace(name);
        return {};
    });
}

Result<> FakeEngine::pull(std::string_view reference, std::stop_token /*stop*/) {
    ++host_.mutations;
    return host_.faults.act("engine.pull", [&]() -> Result<> {
        if (!host_.registry.contains(std::string{reference}))
            return Error{Errc::not_found, "the registry has no " + std::string{reference}};
        host_.add_image(std::string{reference}, "");
        return {};
    });
}

} // namespace deploy::test
