// SPDX-License-Identifier: MIT
#include "e2e/docker_traces.hpp"

#include <algorithm>
#include <boost/json/value_to.hpp>
#include <functional>
#include <iostream>

namespace deploy::test {
namespace {

namespace json = boost::json;

/// For cleaning up: says what went wrong, and goes on.
void try_to(const std::function<void()>& remove) {
    try {
        remove();
    } catch (const std::exception& error) {
        std::cerr << "clean-up: " << error.what() << '\n';
    }
}

void remove_all(const std::string& kind, const Words& names, const std::string& query = {}) {
    for (const auto& name : names)
        try_to([&] { engine_api::remove(kind + name + query); });
}

/// Whether `name` is the mark, or begins with it as a word.
bool is_of(std::string_view name, std::string_view mark) {
    return name.starts_with(mark) &&
           (name.size() == mark.size() || name[mark.size()] == '_' || name[mark.size()] == '-');
}

} // namespace

// By name, network or label: what a stranger to the service started is on its network.
std::vector<engine_api::Container> DockerTraces::containers(const std::string& but) const {
    auto all = engine_api::containers();
    std::erase_if(all, [&](const engine_api::Container& one) {
        return std::ranges::none_of(one.marks,
                                    [this](const std::string& mark) {
                                        return mark == service_ || mark.starts_with(service_ + "-");
                                    }) ||
               (!but.empty() && one.name == but);
    });
    return all;
}

Words DockerTraces::volumes() const {
    Words found;
    const auto answer = engine_api::get("/volumes?" + engine_api::filter("name", service_)).value();
    if (const auto* listed = answer.at("Volumes").if_array())
        for (const auto& volume : *listed)
            if (auto name = json::value_to<std::string>(volume.at("Name")); is_of(name, service_))
                found.push_back(std::move(name));
    return found;
}

/// What the others were built on comes last: it may be as old as they are.
Words DockerTraces::images(const std::string& but) const {
    const auto mark = "psyfit.test=" + service_.substr(sizeof("psyfit-test-") - 1);
    Words built;
    Words base;
    const auto answer =
        engine_api::get("/images/json?" + engine_api::filter("label", mark)).value();
    for (const auto& image : answer.as_array()) {
        Words tags;
        if (image.at("RepoTags").is_array())
            tags = json::value_to<Words>(image.at("RepoTags"));
        if (!but.empty() && std::ranges::count(tags, but) > 0)
            continue;
        const bool is_base = std::ranges::any_of(
            tags, [](const std::string& tag) { return tag.find("-base:") != tag.npos; });
        (is_base ? base : built).push_back(json::value_to<std::string>(image.at("Id")));
    }
    built.insert(built.end(), base.begin(), base.end());
    return built;
}

void DockerTraces::remove_all_but(const std::string& container, const std::string& image) const {
    try_to([&] {
        for (const auto& one : containers(container))
            remove_all("/containers/", {one.id}, "?force=1&v=1");
        remove_all("/volumes/", volumes());
        remove_all("/images/", images(image), "?force=1");
    });
}

DockerTraces::~DockerTraces() {
    remove_all_but({}, {});
    remove_all("/networks/", {service_});
}

} // namespace deploy::test
