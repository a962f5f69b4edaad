// SPDX-License-Identifier: MIT
#include "contract/engine_contract.hpp"
#include "helpers/result_text.hpp"
#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::test {

namespace {

using std::chrono::seconds;

Container look(const ContractWorld& world, std::string_view reference) {
    const auto found = world.engine.inspect(reference);
    REQUIRE(found);
    REQUIRE(found->has_value());
    return **found;
}

bool exists(const ContractWorld& world, std::string_view reference) {
    const auto found = world.engine.inspect(reference);
    REQUIRE(found);
    return found->has_value();
}

std::string made(const ContractWorld& world, const ContainerSpec& spec) {
    const auto id = world.engine.create(spec);
    REQUIRE(id);
    return *id;
}

std::vector<std::string> names(const Result<std::vector<Container>>& containers) {
    REQUIRE(containers);
    std::vector<std::string> result;
    for (const auto& each : *containers)
        result.push_back(each.name);
    return result;
}

} // namespace

ContainerSpec ContractWorld::spec(const std::string& name, const std::string& deployment) const {
    return {
        .name = prefix + "-" + name,
        .image = image,
        .env = {"A=b=c"},
        .labels = {{std::string{test_label}, prefix}, {std::string{label::deployment}, deployment}},
        .attachments = {{.network = network}}};
}

void repeated_changes_succeed(const ContractWorld& world) {
    const auto id = made(world, world.spec("repeat"));
    CHECK_FALSE(look(world, id).running);

    CHECK(world.engine.start(id));
    CHECK(world.engine.start(id));
    CHECK(look(world, id).steady());
    CHECK(look(world, id).address_on(world.network));
    CHECK(world.engine.memory_used(id));
    CHECK(world.engine.set_restart_policy(id, "unless-stopped"));
    CHECK(world.engine.set_restart_policy(id, "unless-stopped"));
    CHECK(look(world, id).host_config.at("RestartPolicy").at("Name") == "unless-stopped");
    CHECK(world.engine.stop(id, seconds{5}));
    CHECK(world.engine.stop(id, seconds{5}));
    CHECK_FALSE(look(world, id).running);
    CHECK(world.engine.start(id));
    CHECK(world.engine.remove(id));
    CHECK(world.engine.remove(id));
    CHECK(world.engine.stop(id, seconds{5}));
    CHECK_FALSE(exists(world, id));
}

void create_is_idempotent_within_a_deployment(const ContractWorld& world) {
    const auto spec = world.spec("again");

    const auto id = made(world, spec);

    CHECK(id.size() == 64);
    CHECK(made(world, spec) == id);
    const auto container = look(world, spec.name);
    CHECK(container.id == id);
    CHECK(container.short_id() == id.substr(0, 12));
    CHECK(look(world, container.short_id()).name == spec.name);
    CHECK(container.image == world.image);
    CHECK(container.on(world.network));
    CHECK(container.labels.at(std::string{label::deployment}) == "d1");
    CHECK(std::ranges::count(container.env, "A=b=c") == 1);
    CHECK(world.engine.remove(id));
}

void a_name_held_by_a_stranger_is_a_conflict(const ContractWorld& world) {
    const auto id = made(world, world.spec("taken", "d1"));

    const auto error = world.engine.create(world.spec("taken", "d2")).error();

    CHECK(error.is(Errc::conflict));
    CHECK(error.message.find(id.substr(0, 12)) != std::string::npos);
    CHECK(look(world, id).labels.at(std::string{label::deployment}) == "d1");
    CHECK(world.engine.remove(id));
}

void what_is_missing_is_told(const ContractWorld& world) {
    auto spec = world.spec("missing");
    spec.image = world.image + "-missing";

    CHECK(world.engine.create(spec).error().is(Errc::not_found));
    CHECK_FALSE(exists(world, spec.name));
    CHECK(world.engine.start(spec.name).error().is(Errc::not_found));
    CHECK_FALSE(world.engine.image(spec.image).value().has_value());
    CHECK(world.engine.has_network(world.network).value());
    CHECK_FALSE(world.engine.has_network(world.network + "-missing").value());
}

void containers_are_found_by_label(const ContractWorld& world) {
    const auto older = made(world, world.spec("older", "d1"));
    const auto newer = made(world, world.spec("newer", "d2"));
    CHECK(world.engine.start(newer));

    CHECK(names(world.engine.list(test_label, world.prefix)) ==
          std::vector{world.prefix + "-newer", world.prefix + "-older"});
    CHECK(names(world.engine.list(test_label, world.prefix + "-other")).empty());
    const auto by_key = names(world.engine.list(test_label, ""));
    CHECK(std::ranges::count(by_key, world.prefix + "-older") == 1);
    const auto all = names(world.engine.list("", ""));
    CHECK(std::ranges::count(all, world.prefix + "-newer") == 1);
    const auto ids = world.engine.ids();
    REQUIRE(ids);
    CHECK(ids->contains(older));
    CHECK(ids->contains(newer));
    CHECK(world.engine.remove(older));
    CHECK(world.engine.remove(newer));
    CHECK_FALSE(world.engine.ids().value().contains(older));
}

void an_image_gets_further_names(const ContractWorld& world) {
    const auto image = world.engine.image(world.image);
    REQUIRE(image);
    REQUIRE(image->has_value());
    const auto name = world.prefix + ":second";

    CHECK(world.engine.tag((*image)->id, name));
    CHECK(world.engine.tag((*image)->id, name));

    CHECK(world.engine.image(name).value().value().id == (*image)->id);
}

} // namespace deploy::test
