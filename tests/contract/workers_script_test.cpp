// SPDX-License-Identifier: MIT
// The program that is sent to the application, evaluated by a real Ruby.
#include "core/workers_script.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// An application with this state, in a file of its own.
struct Application {
    TemporaryFolder folder;
    std::filesystem::path state = folder.path() / "state.json";

    explicit Application(std::string_view text) { write_file(state, text); }

    Finished run(const std::string& code, const WorkersRequest& request = {}) const {
        return test::run(
            {"ruby", "--disable-gems", "-w", DEPLOY_TEST_RAILS, "runner", code},
            {.environment = {{"STAND_IN_STATE", state.string()},
                             {std::string{workers_variable}, workers_question(request)}}});
    }
    Result<std::vector<WorkerQueue>> ask(const WorkersRequest& request = {}) const {
        const auto said = run(workers_script(), request);
        CHECK_MESSAGE(said.exit_code == 0, said.err);
        CHECK_MESSAGE(said.err.empty(), said.err); // no warning of -w either
        return read_workers_answer(said.out);
    }
};

constexpr auto two_queues = R"({"queues": {"mailers": 12, "default": 0}, "pauses": []})";

} // namespace

TEST_CASE("all queues are told in the order of their names, among what an application prints") {
    const Application application{two_queues};

    const auto queues = application.ask();

    REQUIRE(queues);
    REQUIRE(queues->size() == 2);
    CHECK(queues->at(0).name == "default");
    CHECK(queues->at(1).name == "mailers");
    CHECK(queues->at(1).waiting == 12);
    CHECK(queues->at(1).paused == false);
}

TEST_CASE("pausing and resuming are read back, and both can be repeated") {
    const Application application{two_queues};
    for (const bool before : {false, true}) {
        const auto paused = application.ask({.action = WorkersAction::pause});
        REQUIRE(paused);
        for (const auto& queue : *paused) {
            CHECK(queue.was_paused == before);
            CHECK(queue.paused == true);
        }
    }
    for (const bool before : {true, false}) {
        const auto resumed = application.ask({.action = WorkersAction::resume});
        REQUIRE(resumed);
        for (const auto& queue : *resumed) {
            CHECK(queue.was_paused == before);
            CHECK(queue.paused == false);
        }
    }
}

TEST_CASE("a paused queue whose jobs are all gone is resumed, too") {
    const Application application{R"({"queues": {}, "pauses": ["nightly"]})"};

    const auto resumed = application.ask({.action = WorkersAction::resume});

    REQUIRE(resumed);
    REQUIRE(resumed->size() == 1);
    CHECK(resumed->front().name == "nightly");
    CHECK(resumed->front().paused == false);
}

TEST_CASE("a queue that cannot be paused is told by its name, and the others are paused") {
    const Application application{
        R"({"queues": {"a": 1, "b": 2, "c": 3}, "pauses": [], "full": "b"})"};

    const auto queues = application.ask({.action = WorkersAction::pause});

    REQUIRE(queues);
    REQUIRE(queues->size() == 3);
    CHECK(queues->at(0).as_wanted(WorkersAction::pause));
    CHECK_FALSE(queues->at(1).as_wanted(WorkersAction::pause));
    CHECK(queues->at(1).error == "ArgumentError: no room for a pause of b");
    CHECK(queues->at(2).as_wanted(WorkersAction::pause));
}

TEST_CASE("names are data, whatever they look like") {
    const std::string odd = R"(#{abort "run"} "; exit!(9) # 'x' キュー \n)";
    const Application application{
        R"({"queues": {"#{abort \"run\"} \"; exit!(9) # 'x' キュー \\n": 4}, "pauses": []})"};

    const auto queues = application.ask({.action = WorkersAction::pause, .queues = {odd}});

    REQUIRE(queues);
    REQUIRE(queues->size() == 1);
    CHECK(queues->front().name == odd);
    CHECK(queues->front().paused == true);
}

TEST_CASE("only the queues that are asked for are touched") {
    const Application application{two_queues};

    const auto paused = application.ask({.action = WorkersAction::pause, .queues = {"mailers"}});

    REQUIRE(paused);
    REQUIRE(paused->size() == 1);
    CHECK(paused->front().name == "mailers");
    const auto all = application.ask().value();
    CHECK(all.at(0).paused == false);
    CHECK(all.at(1).paused == true);
}

TEST_CASE("an unknown name among those asked for leaves all of them alone") {
    const Application application{two_queues};

    const auto refused =
        application.ask({.action = WorkersAction::pause, .queues = {"default", "mailer"}});

    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(Errc::not_found));
    CHECK(refused.error().message ==
          "no job bears the queue name mailer; known are default, mailers");
    for (const auto& queue : application.ask().value())
        CHECK(queue.paused == false);
}

TEST_CASE("no queue yet is an empty list, and no Solid Queue an error") {
    CHECK(Application{R"({"queues": {}, "pauses": []})"}.ask().value().empty());

    const auto none = Application{"{}"}.ask();
    CHECK(none.error().is(Errc::precondition));
    CHECK(none.error().message.find("no Solid Queue") != std::string::npos);
}

TEST_CASE("the stand-in fails on a program that a Ruby would not take") {
    const auto said = Application{two_queues}.run(workers_script() + " end");
    CHECK(said.exit_code == 1);
    CHECK(said.err.find("syntax error") != std::string::npos);
}
