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

void what_the_engine_is_made_of_is_told(const ContractWorld& world) {
    const auto components = world.engine.components().value();
    for (const auto* name : {"Engine", "runc"})
        CHECK(std::ranges::any_of(components, [&](const EngineComponent& one) {
            return one.name == name && !one.version.empty();
        }));
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

void an_image_goes_with_its_last_name(const ContractWorld& world) {
    const auto first = world.build(world.prefix + "-brief:1");
    const auto second = world.prefix + "-brief:2";
    const auto id = world.engine.image(first).value().value().id;
    REQUIRE(world.engine.tag(id, second));
    const auto listed = [&]() -> std::optional<Image> {
        const auto all = world.engine.images().value();
        const auto found = std::ranges::find(all, id, &Image::id);
        return found == all.end() ? std::nullopt : std::optional{*found};
    };
    auto names_of_both = listed().value().tags;
    std::ranges::sort(names_of_both);
    CHECK(names_of_both == std::vector{first, second});

    CHECK(world.engine.remove_image(first));
    CHECK(world.engine.remove_image(first));
    CHECK(listed().value().tags == std::vector{second});
    CHECK(world.engine.remove_image(second));

    CHECK_FALSE(listed());
    CHECK_FALSE(world.engine.image(id).value());
    CHECK(world.engine.remove_image(id));
}

void an_image_that_a_container_uses_stays(const ContractWorld& world) {
    const auto name = world.build(world.prefix + "-used:1");
    auto spec = world.spec("uses");
    spec.image = name;
    const auto stopped = made(world, spec);

    CHECK(world.engine.remove_image(name).error().is(Errc::conflict));
    CHECK(world.engine.image(name).value());
    CHECK(world.engine.remove(stopped));

    CHECK(world.engine.remove_image(name));
    CHECK_FALSE(world.engine.image(name).value());
}

void one_list_tells_of_every_container(const ContractWorld& world) {
    const auto older = made(world, world.spec("first"));
    const auto newer = made(world, world.spec("second"));
    CHECK(world.engine.start(newer));
    auto all = world.engine.summaries().value();
    std::erase_if(
        all, [&](const ContainerSummary& each) { return each.id != older && each.id != newer; });

    REQUIRE(all.size() == 2);
    CHECK(std::ranges::is_sorted(all, std::ranges::greater{}, &ContainerSummary::created_at));
    for (const auto& summary : all) {
        const auto container = look(world, summary.id);
        CHECK(summary.name == container.name);
        CHECK(summary.image_id == container.image_id);
        CHECK(summary.status == container.status);
        CHECK(summary.labels == container.labels);
        CHECK(summary.created_at.substr(0, 19) == container.created_at.substr(0, 19));
    }
    CHECK(world.engine.remove(older));
    CHECK(world.engine.remove(newer));
}

/// Nothing is pruned: no cache is a hundred years old.
void what_takes_room_is_counted(const ContractWorld& world) {
    const auto container = made(world, world.spec("written"));

    const auto usage = world.engine.disk_usage();

    REQUIRE(usage);
    CHECK(usage->image_layers > 0);
    CHECK(usage->written.contains(container));
    CHECK(world.engine.prune_build_cache(std::chrono::hours{24 * 36'500}).value() == 0);
    CHECK(world.engine.remove(container));
}

void a_network_is_made_once(const ContractWorld& world) {
    const auto name = world.prefix + "-made";
    CHECK_FALSE(world.engine.has_network(name).value());

    CHECK(world.engine.create_network(name));
    CHECK(world.engine.create_network(name));

    CHECK(world.engine.has_network(name).value());
}

} // namespace deploy::test
