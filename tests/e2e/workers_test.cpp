// SPDX-License-Identifier: MIT
// The background workers, asked through a real Ruby in the container that serves.
#include "e2e/expect.hpp"
#include "e2e/rails_application.hpp"

#include <boost/json/parse.hpp>

using namespace deploy::test;
namespace json = boost::json;

TEST_CASE("the workers of the container that serves are paused and resumed, and both are told") {
    if (skipped())
        return;
    World world;
    const auto live = world.start_by_hand();
    give_rails(live, R"({"queues": {"default": 2, "mailers": 0}, "pauses": []})");

    const auto rehearsed = world.run_cli({"workers", "pause", "--dry-run"});
    CHECK_MESSAGE(rehearsed.exit_code == 0, rehearsed.err);
    CHECK(rehearsed.out.find("would be paused") != std::string::npos);
    CHECK(rails_state(live).find(R"("pauses": [])") != std::string::npos);

    const auto paused = world.run_cli({"workers", "pause", "--queue", "default"});
    CHECK_MESSAGE(paused.exit_code == 0, paused.err);
    CHECK(rails_state(live).find(R"("pauses":["default"])") != std::string::npos);

    const auto told = world.run_cli({"workers", "status", "--json"});
    REQUIRE_MESSAGE(told.exit_code == 0, told.err);
    const auto answer = json::parse(told.out);
    const auto& queues = answer.at("queues").as_array();
    REQUIRE(queues.size() == 2);
    CHECK(queues[0].at("name") == "default");
    CHECK(queues[0].at("paused") == true);
    CHECK(queues[0].at("waiting") == 2);
    CHECK(queues[1].at("paused") == false);

    const auto resumed = world.run_cli({"workers", "resume"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(rails_state(live).find(R"("pauses":[])") != std::string::npos);
}

TEST_CASE("a queue that fails, a wrong name, no queue and no Solid Queue each have their code") {
    if (skipped())
        return;
    World world;
    const auto live = world.start_by_hand();

    give_rails(live, R"({"queues": {"a": 0, "b": 0}, "pauses": [], "full": "a"})");
    const auto partly = world.run_cli({"workers", "pause"});
    CHECK(partly.exit_code == 7);
    CHECK(partly.out.find("no room for a pause of a") != std::string::npos);
    CHECK(partly.out.find("b      paused") != std::string::npos);
    expect_said(world.run_cli({"workers", "resume", "--queue", "c"}), 3, "known are a, b");

    set_rails_state(live, R"({"queues": {}, "pauses": []})");
    const auto none = world.run_cli({"workers", "status"});
    CHECK(none.exit_code == 0);
    CHECK(none.out.starts_with("No queues found"));

    set_rails_state(live, "{}");
    expect_said(world.run_cli({"workers", "pause"}), 3, "has no Solid Queue");
}
