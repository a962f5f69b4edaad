// SPDX-License-Identifier: MIT
// The negative control of every kill and fault: what is done to the routed container is seen.
#include "kill/relay.hpp"
#include "kill/routed_watch.hpp"
#include <doctest/doctest.h>

using namespace deploy::test;

TEST_CASE("whatever ends or renames the routed container is seen, and nothing else") {
    if (skipped())
        return;
    World world;
    const auto routed = world.start_like_kamal();
    EngineRelay relay{world.root() / "engine.sock"};
    RoutedWatch watch{world};
    relay.watch([&](const EngineCall& call) { watch.note(call); });
    const auto name = docker({"inspect", "--format", "{{slice .Name 1}}", routed});
    const auto ask = [&](Words words) {
        words.insert(words.begin(), {"docker", "-H", "unix://" + relay.socket().string()});
        output_of(words);
        return watch.take();
    };

    CHECK(ask({"inspect", routed}).empty());
    CHECK(ask({"update", "--restart", "no", routed}).empty());
    CHECK(ask({"rename", routed, name + "-other"}).size() == 1);
    CHECK(ask({"rename", name + "-other", name}).size() == 1);
    CHECK(ask({"pause", routed}).size() == 1);
    CHECK(ask({"unpause", routed}).empty());
    CHECK(ask({"restart", "-t", "0", name}).size() == 1);
    CHECK(ask({"stop", "-t", "0", routed.substr(0, 12)}).size() == 1);
    CHECK_MESSAGE(ask({"start", routed}).empty(), "nothing else runs");
    world.repository().commit({{"version", "2"}});
    world.start_like_kamal();
    const auto second = world.routed()->id;
    CHECK_MESSAGE(ask({"start", second}).size() == 1, "it would be the third");
    world.proxy({"remove", world.service()});
    CHECK_MESSAGE(ask({"rm", "--force", routed}).empty(), "without a route it is nobody's");
}
