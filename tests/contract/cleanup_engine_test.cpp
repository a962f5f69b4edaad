// SPDX-License-Identifier: MIT
// The clean-up on the real engine, which shows it nothing but what the test made.
#include "contract/docker_sandbox.hpp"
#include "contract/scoped_engine.hpp"
#include "fakes/fake_host.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <deploy/cleanup.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A service of three versions with an image each; the newest one serves.
struct Site : Sandbox {
    TemporaryFolder state;
    FakeHost fake; // proxy and journal
    FakePorts process{fake};
    ScopedEngine scoped{engine, std::string{test_label}, world.prefix};
    Config config;
    std::vector<std::string> images, versions;

    Site() {
        config.state_directory = state.path();
        config.service = world.prefix + "-web";
        config.build.image = world.prefix + "-app";
        for (const auto* number : {"1", "2", "3"}) {
            images.push_back(docker.build(config.build.image + ":" + number));
            versions.push_back(start(std::string{"-web-"} + number, images.back()));
            went_live(versions.back());
        }
        for (const auto index : {0U, 1U})
            CHECK(engine.stop(versions[index], std::chrono::seconds{1}));
        fake.route = Route{.service = config.service, .target = versions[2].substr(0, 12) + ":80"};
    }

    std::string start(const std::string& name, const std::string& image) {
        auto spec = world.spec("x");
        spec.name = world.prefix + name;
        spec.image = image;
        return docker.run(spec);
    }

    void went_live(const std::string& id) {
        Record record{.at = std::to_string(fake.records.size()), .state = State::live};
        record.release.id = record.at;
        record.release.candidate_id = id;
        fake.records.push_back(record);
    }

    Result<Cleanup> clean() {
        auto all = process.ports();
        return clean_up(config,
                        {all.source, all.builder, scoped, all.proxy, all.prober, all.clock,
                         all.journal, all.exec, all.certificates, all.machine},
                        {}, {});
    }
};

} // namespace

TEST_CASE_FIXTURE(Site, "on the real engine the policy holds, and bytes become free") {
    const auto stranger = start("-web2-1", images[0]);
    CHECK(engine.stop(stranger, std::chrono::seconds{1}));
    const auto unnamed = docker.build(world.prefix + "-lost:1");
    const auto lost = engine.image(unnamed)->value().id;
    const auto again = world.prefix + "-lost:2";
    REQUIRE(engine.tag(lost, again));

    const auto done = clean();

    REQUIRE(done);
    CHECK(done->complete());
    CHECK_FALSE(exists(versions[0]));
    CHECK_MESSAGE(exists(versions[1]), "it can be rolled back to");
    CHECK(look(versions[2]).running);
    CHECK_MESSAGE(exists(stranger), "its name is only similar");
    CHECK_MESSAGE(engine.image(images[0])->has_value(), "the stranger uses it");
    CHECK_MESSAGE(engine.image(again)->has_value(), "of another repository");

    CHECK(engine.remove(stranger));
    const auto more = clean();

    REQUIRE(more);
    CHECK(more->complete());
    CHECK_FALSE(engine.image(images[0])->has_value());
    CHECK(engine.image(images[1])->has_value());
    CHECK(engine.image(images[2])->has_value());
    CHECK(more->freed.value() >= 0);
    CHECK(clean()->gone.empty());
    CHECK(engine.remove_image(unnamed));
    CHECK(engine.remove_image(again));
}

TEST_CASE_FIXTURE(Site, "on the real engine an image that lost its name goes, unless it is used") {
    const auto name = world.prefix + "-moved:1";
    const auto lost = engine.image(docker.build(name))->value().id;
    docker.build(name);
    const auto used = engine.image(name)->value().id;
    const auto user = start("-user", name);
    docker.build(name);

    const auto done = clean();

    REQUIRE(done);
    CHECK(done->complete());
    CHECK_FALSE(engine.image(lost)->has_value());
    CHECK(engine.image(used)->has_value());
    CHECK(engine.remove(user));
    CHECK(engine.remove_image(name));
}
