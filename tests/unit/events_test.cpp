// SPDX-License-Identifier: MIT
// What EventWriter tells, EventReader reads back.
#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/event_reader.hpp>
#include <deploy/event_writer.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

struct Written {
    SafeText safe;
    Lines lines;
    EventWriter writer{[this](std::string_view line) { lines.emplace_back(line); }, safe,
                       [] { return std::chrono::system_clock::time_point{1'700'000'000'042ms}; }};
};

Release sample_release() {
    return {.id = "20261124-201500-3f9a", .service = "web", .revision = "3f2a9c1d", .port = 3000};
}

/// Writes down what it is told.
struct Notes final : Observer {
    Lines told;

    void on_cancelling() noexcept override { told.emplace_back("cancelling"); }
    void on_begin(const Release& release) noexcept override {
        told.push_back("begin " + release.id + " " + release.revision);
    }
    void on_state(const Release& release, State state) noexcept override {
        told.push_back(release.id + " " + std::string{to_string(state)});
    }
    void on_transition(const Release&, const Transition& what) noexcept override {
        told.push_back(std::string{to_string(what.from)} + " " + std::string{to_string(what.on)} +
                       " " + std::string{to_string(what.to)} + " " +
                       std::to_string(what.took.count()));
    }
    void on_output(std::string_view line) noexcept override {
        told.push_back("output " + std::string{line});
    }
    void on_note(std::string_view text) noexcept override {
        told.push_back("note " + std::string{text});
    }
    void on_warning(std::string_view text) noexcept override {
        told.push_back("warning " + std::string{text});
    }
    void on_error(const Error& error) noexcept override {
        told.push_back(error.code.message() + ": " + error.message);
    }
    void on_end(const Release&, State state, const Receipt& receipt) noexcept override {
        told.push_back("end " + std::string{to_string(state)} + " " +
                       std::to_string(receipt.traffic.sent));
    }
};

} // namespace

TEST_CASE("events are numbered JSON lines with the time, and end is the last") {
    Written out;

    out.writer.on_begin(sample_release());
    out.writer.on_transition(sample_release(),
                             {State::gating, Event::failed, State::reverting, 1500ms});
    out.writer.on_output("raw \x1b");
    out.writer.end(run_end(Error{Errc::locked, "taken"}, "what served"));

    REQUIRE(out.lines.size() == 4);
    std::vector<boost::json::value> events;
    for (const auto& line : out.lines)
        events.push_back(boost::json::parse(line));
    for (std::size_t i = 0; i < events.size(); ++i)
        CHECK(events[i].at("seq").to_number<std::size_t>() == i + 1);
    CHECK(events[0].at("event") == "begin");
    CHECK(events[0].at("at") == "2023-11-14T22:13:20.042Z");
    CHECK(events[0].at("release").at("id") == "20261124-201500-3f9a");
    CHECK(events[1].at("took_ms") == 1500);
    CHECK(events[2].at("line") == "raw \\x1b");
    CHECK(events[3].at("event") == "end");
    CHECK(events[3].at("serves") == "what served");
    CHECK(events[3].at("exit_code") == 8);
}

TEST_CASE("an observer elsewhere is told the same") {
    Written out;
    Receipt receipt;
    receipt.traffic.sent = 7;
    Notes here;
    Notes there;
    EventReader reader{there};

    for (Observer* to : {static_cast<Observer*>(&out.writer), static_cast<Observer*>(&here)}) {
        to->on_begin(sample_release());
        to->on_state(sample_release(), State::gating);
        to->on_transition(sample_release(),
                          {State::gating, Event::failed, State::reverting, 1500ms});
        to->on_output("a line");
        to->on_note("a note");
        to->on_warning("a warning");
        to->on_error({Errc::unhealthy, "ill"});
        to->on_cancelling();
        to->on_end(sample_release(), State::reverted, receipt);
    }
    for (const auto& line : out.lines)
        REQUIRE(reader.feed(line));

    CHECK(there.told == here.told);
    CHECK(reader.last() == 9);
    CHECK_FALSE(reader.end());
}

TEST_CASE("a number that came before is told once, an unknown kind is left out") {
    Notes notes;
    EventReader reader{notes};

    CHECK(reader.feed(R"({"seq":1,"at":"","event":"note","text":"one"})"));
    CHECK(reader.feed(R"({"seq":1,"at":"","event":"note","text":"one"})"));
    CHECK(reader.feed(R"({"seq":2,"at":"","event":"of tomorrow","x":1})"));
    CHECK(reader.feed(R"({"seq":3,"at":"","event":"note","text":"two"})"));

    CHECK(notes.told == Lines{"note one", "note two"});
    CHECK(reader.last() == 3);
}

TEST_CASE("what is no event is damage") {
    Notes notes;
    EventReader reader{notes};

    for (const auto* line :
         {"", "no JSON", "[]", "{}", R"({"seq":"1","event":"note","text":"x"})",
          R"({"seq":1,"event":"note"})", R"({"seq":1,"event":"state","id":"x","state":"odd"})",
          R"({"seq":1,"event":"transition","id":"x","from":"gating","on":"odd","to":"live"})",
          R"({"seq":1,"event":"end","exit_code":255})"}) {
        CAPTURE(line);
        const auto fed = reader.feed(line);
        REQUIRE_FALSE(fed);
        CHECK(fed.error().is(Errc::corrupt));
    }
    CHECK(notes.told.empty());
    CHECK(reader.last() == 0);
}

TEST_CASE("the end of a run reads back as it was") {
    Outcome outcome{
        .release = sample_release(), .state = State::reverted, .reached = State::gating};
    outcome.turned_back_in = State::gating;
    outcome.error = Error{Errc::unhealthy, "ill", "mend it"};
    outcome.revert_error = Error{Errc::io, "no"};
    outcome.retire_error = Error{Errc::timed_out, "late"};
    outcome.release.incumbent = Incumbent{.id = "1", .name = "old"};
    outcome.receipt.time_in[State::gating] = 20ms;
    Recovery recovery{.finished = outcome, .route_restored = true, .cleared = {"late"}};

    for (const auto& end : {run_end(outcome), run_end(recovery), run_end(Recovery{}),
                            run_end(Error{Errc::corrupt, "what", "how"}, "old")}) {
        const auto back = run_end_from_json(to_json(end));
        REQUIRE(back);
        CHECK(boost::json::serialize(to_json(*back)) == boost::json::serialize(to_json(end)));
        CHECK(back->code == end.code);
        CHECK(back->recovery == end.recovery);
        CHECK(back->cleared == end.cleared);
    }
    CHECK(run_end(outcome).code == ExitCode::unhealthy);
    CHECK(run_end(outcome).serves == "old still serves; no request was moved");
}

TEST_CASE("each kind of failure is found by its message, and any other is a bug") {
    for (auto kind = 1; kind <= static_cast<int>(Errc::io); ++kind)
        CHECK(errc_from(error_category().message(kind)) == static_cast<Errc>(kind));
    CHECK(errc_from("odd") == Errc::internal);
}
