// SPDX-License-Identifier: MIT
// The docker client through the relay to the real engine: it notices no difference.
#include "e2e/fixture.hpp"
#include "kill/relay.hpp"
#include <doctest/doctest.h>

using namespace deploy::test;

namespace {

struct Bench {
    std::string through_relay(Words words) {
        words.insert(words.begin(), {"docker", "-H", "unix://" + relay.socket().string()});
        return output_of(words);
    }

    World world;
    EngineRelay relay{world.root() / "engine.sock"};
};

} // namespace

TEST_CASE("questions, an upgraded connection and streams pass the relay") {
    if (skipped())
        return;
    Bench bench;
    const auto proxy = bench.world.proxy_name();
    const Words list{"exec", "-i", proxy, "kamal-proxy", "list"};

    for (const auto& words : {Words{"version"}, Words{"inspect", proxy}, Words{"port", proxy}, list,
                              Words{"logs", proxy}})
        CHECK(bench.through_relay(words) == docker(words));

    CHECK_THROWS(bench.through_relay({"inspect", "psyfit-test-nobody"}));
    CHECK_FALSE(bench.relay.calls().empty());
}

TEST_CASE("a build and an image of many megabytes pass the relay in both directions") {
    if (skipped())
        return;
    Bench bench;
    const auto& checkout = bench.world.repository().checkout();
    std::string noise(std::size_t{8} << 20U, '\0');
    for (std::size_t i = 0; i < noise.size(); ++i)
        noise[i] = static_cast<char>(i * 2654435761U >> 13U);
    write_file(checkout / "behaviour", noise);
    const auto image = bench.world.service() + ":relay";
    const auto archive = bench.world.root() / "image.tar";

    bench.through_relay({"build", "--quiet", "--tag", image, checkout.string()});
    const auto built = docker({"image", "inspect", "--format", "{{.Id}}", image});
    bench.through_relay({"save", "--output", archive.string(), image});
    docker({"image", "rm", image});
    bench.through_relay({"load", "--input", archive.string()});

    CHECK(docker({"image", "inspect", "--format", "{{.Id}}", image}) == built);
}
