// SPDX-License-Identifier: MIT
#include "contract/docker_sandbox.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_FIXTURE(Sandbox, "docker: repeated changes succeed") { repeated_changes_succeed(world); }
TEST_CASE_FIXTURE(Sandbox, "docker: create is idempotent within a deployment") {
    create_is_idempotent_within_a_deployment(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: a name held by a stranger is a conflict") {
    a_name_held_by_a_stranger_is_a_conflict(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: what is missing is told") { what_is_missing_is_told(world); }
TEST_CASE_FIXTURE(Sandbox, "docker: what the engine is made of is told") {
    what_the_engine_is_made_of_is_told(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: containers are found by label") {
    containers_are_found_by_label(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: an image gets further names") {
    an_image_gets_further_names(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: an image goes with its last name") {
    an_image_goes_with_its_last_name(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: an image that a container uses stays") {
    an_image_that_a_container_uses_stays(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: one list tells of every container") {
    one_list_tells_of_every_container(world);
}
TEST_CASE_FIXTURE(Sandbox, "docker: what takes room is counted") {
    what_takes_room_is_counted(world);
}

TEST_CASE_FIXTURE(Sandbox, "the engine tells its version and the host's memory") {
    const auto info = engine.info().value();

    CHECK(info.version == output_of({"docker", "version", "--format", "{{.Server.Version}}"}));
    CHECK(info.api_version.starts_with("1."));
    CHECK(info.memory_available > 0);
    CHECK(info.memory_total > info.memory_available);
}

TEST_CASE_FIXTURE(Sandbox, "an environment is kept byte for byte") {
    auto spec = docker.idle("env", {"show", "ODD"});
    const std::string odd = "a 'b' \"c\" $HOME `d` \\e\\n\t=f\n-----BEGIN\näß漢😀\n";
    spec.env = {"ODD=" + odd, "EMPTY=", "A=b=c", "LONG=" + std::string(100 << 10U, 'x')};
    for (int i = 0; i < 1000; ++i)
        spec.env.push_back("KEY_" + std::to_string(i) + "=v");

    const auto id = docker.run(spec);

    CHECK(docker.exit_code(id) == 0);
    CHECK(engine.logs(id, 100).value() == odd);
    auto env = look(id).env;
    CHECK(std::erase(env, "BAKED=in") == 1);
    std::erase_if(env, [](const std::string& entry) { return entry.starts_with("PATH="); });
    CHECK(env == spec.env);
}

TEST_CASE_FIXTURE(Sandbox, "the log has both streams in their order, and its last lines only") {
    const auto id = docker.run(docker.idle("say", {"say"}));
    CHECK(docker.exit_code(id) == 0);

    auto text = engine.logs(id, 10).value();

    for (const auto* line : {"first\n", "second\n", "third\n"})
        CHECK(contains(text, line));
    CHECK(text.size() == 19);
    CHECK(std::ranges::count(engine.logs(id, 1).value(), '\n') == 1);
    CHECK(engine.logs(world.prefix, 1).error().is(Errc::not_found));
}

TEST_CASE_FIXTURE(Sandbox, "an exit code is told") {
    const auto id = docker.run(docker.idle("seven", {"exit", "7"}));

    CHECK(docker.exit_code(id) == 7);
    CHECK(look(id).status == "exited");
}

TEST_CASE_FIXTURE(Sandbox, "a crash loop is running and restarting, and never steady then") {
    auto spec = docker.idle("loop", {"exit", "1"});
    spec.host_config["RestartPolicy"] = boost::json::object{{"Name", "always"}};
    const auto id = docker.run(spec);

    auto container = look(id);
    while (!container.restarting || container.restarts < 2)
        container = look(id);

    CHECK(container.running);
    CHECK_FALSE(container.steady());
    CHECK(container.exit_code == 1);
    CHECK(engine.remove(id));
}

TEST_CASE_FIXTURE(Sandbox, "a container is made again from its own description") {
    auto spec = world.spec("first");
    spec.host_config["Memory"] = 64 << 20U;
    spec.config["StopSignal"] = "SIGINT";
    const auto former = look(docker.run(spec));
    auto again = world.spec("again");
    again.config = former.config;
    again.host_config = former.host_config;

    const auto container = look(docker.run(again));

    CHECK(container.host_config.at("Memory") == former.host_config.at("Memory"));
    CHECK(container.config.at("StopSignal") == "SIGINT");
    CHECK(container.labels == again.labels);
}

TEST_CASE_FIXTURE(Sandbox, "a program that cannot be run is the engine's refusal") {
    auto spec = world.spec("no-program");
    spec.config["Cmd"] = boost::json::array{"/missing"};
    const auto id = engine.create(spec).value();

    CHECK_FALSE(engine.start(id));
    CHECK_FALSE(look(id).running);
}

TEST_CASE_FIXTURE(Sandbox, "a running container says what memory it uses") {
    const auto id = docker.run(world.spec("memory"));

    CHECK(engine.memory_used(id).value() > 0);
    CHECK(engine.stop(id, std::chrono::seconds{5}));
    CHECK(engine.memory_used(id).value() == 0);
}

TEST_CASE_FIXTURE(Sandbox, "an image tells its defaults and labels") {
    const auto image = engine.image(world.image).value().value();

    CHECK(std::ranges::count(image.env, "BAKED=in") == 1);
    CHECK(image.labels.at(std::string{test_label}) == world.prefix);
    CHECK(std::ranges::count(image.tags, world.image) == 1);
    CHECK(image.size > 0);
    CHECK(engine.image(image.id).value().value().id == image.id);
}
