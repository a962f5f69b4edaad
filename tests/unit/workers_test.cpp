// SPDX-License-Identifier: MIT
#include "core/workers_script.hpp"
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <deploy/workers.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A service whose runner says `said`.
struct Application : ServiceOnHost {
    ContainerCommand asked;
    std::string said;
    std::string errors;
    int code = 0;

    Application() {
        serve();
        host.programs = [this](const ContainerCommand& command) -> Result<CommandEnd> {
            asked = command;
            if (auto taken = command.output(said); !taken)
                return taken.error();
            return CommandEnd{.exit_code = code, .errors = errors};
        };
    }
    Result<Workers> ask(const WorkersRequest& request = {}) {
        return workers(config, process.ports(), request, {});
    }
    void answer(const std::string& json) { said = "--- psyfit-deploy answer ---\n" + json + "\n"; }
};

} // namespace

TEST_CASE(
    "the runner is called in the container that serves, and names travel beside the program") {
    Application application;
    application.answer(R"({"queues":[{"name":"x","size":3,"was_paused":false,"paused":true}]})");

    const auto found = application.ask({.action = WorkersAction::pause, .queues = {"x';exit"}});

    REQUIRE(found);
    CHECK(found->container == "psyfit-web-old");
    CHECK(found->as_wanted(WorkersAction::pause));
    CHECK_FALSE(found->as_wanted(WorkersAction::resume));
    const auto& asked = application.asked;
    CHECK(application.host.find("psyfit-web-old")->id == asked.container);
    REQUIRE(asked.arguments.size() == 3);
    CHECK(asked.arguments[0] == "bin/rails");
    CHECK(asked.arguments[1] == "runner");
    CHECK(asked.arguments[2] == workers_script());
    CHECK(asked.arguments[2].find("x';exit") == std::string::npos);
    CHECK(asked.environment ==
          std::vector<std::string>{
              R"(PSYFIT_DEPLOY_REQUEST={"action":"pause","queues":["x';exit"]})"});
    CHECK(asked.timeout == std::chrono::minutes{2});
}

TEST_CASE("the program is one line") { CHECK(workers_script().find('\n') == std::string::npos); }

TEST_CASE("an answer is found among what the application prints before and after it") {
    Application application;
    application.answer(R"({"queues":[]})");
    application.said = "booting --- psyfit-deploy answer ---\n{}\n" + application.said + "bye\n";

    const auto found = application.ask();

    REQUIRE(found);
    CHECK(found->queues.empty());
}

TEST_CASE("an application that does not boot is told with its last lines, secrets left out") {
    Application application;
    application.host.find("psyfit-web-old")->env.emplace_back("DB_PASSWORD=hunter2hunter2");
    application.code = 1;
    application.errors = "could not connect with hunter2hunter2\n";

    const auto failed = application.ask();

    REQUIRE_FALSE(failed);
    CHECK(failed.error().is(Errc::precondition));
    CHECK(failed.error().message.find("ended with code 1; its last lines:\ncould not connect") !=
          std::string::npos);
    CHECK(failed.error().message.find("hunter2") == std::string::npos);
}

TEST_CASE("a damaged answer is no answer") {
    for (const auto* text : {"", "[]", "{", R"({"queues":[3]})"}) {
        Application application;
        application.answer(text);
        CHECK_FALSE(application.ask());
    }
}

TEST_CASE("a queue that could not be read back is not as anybody wants it") {
    Application application;
    application.answer(R"({"queues":[{"name":"a","error":"PG::Error: gone"}]})");

    const auto found = application.ask();

    REQUIRE(found);
    CHECK_FALSE(found->as_wanted(WorkersAction::look));
    CHECK(boost::json::serialize(to_json(*found)) ==
          R"({"container":"psyfit-web-old","queues":[{"name":"a","waiting":0,)"
          R"("was_paused":false,"paused":null,"error":"PG::Error: gone"}]})");
}

TEST_CASE("without a container that serves nobody is asked") {
    Application application;
    application.host.route.reset();
    CHECK(application.ask().error().is(Errc::precondition));

    application.serve("psyfit-web-two");
    FakeHost::end(*application.host.find("psyfit-web-two"), 1);
    application.host.route->target = application.host.find("psyfit-web-two")->short_id() + ":3000";
    CHECK(application.ask().error().message.find("does not run") != std::string::npos);
    CHECK(application.asked.container.empty());
}

TEST_CASE("a lost answer is passed on as such") {
    Application application;
    application.host.programs = [](const ContainerCommand&) -> Result<CommandEnd> {
        return Error{Errc::timed_out, "no end within 120 s"};
    };
    CHECK(application.ask().error().is(Errc::timed_out));
}
