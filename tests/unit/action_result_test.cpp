// SPDX-License-Identifier: MIT
#include "helpers/markdown.hpp"
#include "helpers/runner_outputs.hpp"
#include "questions.hpp"
#include "result.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::action;
using namespace std::chrono_literals;

namespace {

Outcome outcome(State state) {
    Outcome out{.state = state, .reached = State::live};
    out.release = {.id = "20261124-201500-3f9a",
                   .service = "web",
                   .revision = "3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d",
                   .image = "web:3f2a9c1d3f2a",
                   .candidate = "web-3f2a9c1-9c04"};
    out.release.incumbent =
        Incumbent{.id = "1", .name = "web-1b2c3d4-77aa", .revision = "1b2c3d4e"};
    out.receipt.total = 12'345ms;
    out.receipt.traffic = {.sent = 480, .failed = 0};
    out.receipt.time_in[State::gating] = 2s;
    return out;
}

Report report(const RunEnd& end) { return {.inputs = {}, .id = "run-1", .end = end}; }

} // namespace

TEST_CASE("each end has its word") {
    auto cancelled = outcome(State::reverted);
    cancelled.turned_back_in = State::gating;
    cancelled.error = Error{Errc::cancelled, "cancelled"};
    auto rollback = outcome(State::live);
    rollback.release.kind = Kind::rollback;

    CHECK(result_of(run_end(outcome(State::live))) == "deployed");
    CHECK(result_of(run_end(rollback)) == "rolled_back");
    CHECK(result_of(run_end(outcome(State::reverted))) == "reverted");
    CHECK(result_of(run_end(outcome(State::stuck))) == "failed");
    CHECK(result_of(run_end(cancelled)) == "cancelled");
    CHECK(result_of(run_end(Error{Errc::unknown_outcome, ""}, "")) == "unknown");
    CHECK(result_of(run_end(Error{Errc::unreachable, ""}, "")) == "failed");
    CHECK(result_of(run_end(Error{Errc::timed_out, ""}, "")) == "failed");
    CHECK(result_of(run_end(Error{Errc::locked, ""}, "")) == "failed");
}

TEST_CASE("the outputs of a live deployment") {
    auto told = report(run_end(outcome(State::live)));
    told.inputs.url = "https://app.example.com";

    const auto out = outputs_of(told);

    CHECK(out.at("result") == "deployed");
    CHECK(out.at("deployment_id") == "20261124-201500-3f9a");
    CHECK(out.at("version") == "3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d");
    CHECK(out.at("previous_version") == "1b2c3d4e");
    CHECK(out.at("container") == "web-3f2a9c1-9c04");
    CHECK(out.at("image") == "web:3f2a9c1d3f2a");
    CHECK(out.at("url") == "https://app.example.com");
    CHECK(out.at("duration_seconds") == "12.345");
    CHECK(out.at("lost_requests") == "0");
    CHECK(out.at("rollback_command") == "psyfit-deploy rollback web-1b2c3d4-77aa");
}

TEST_CASE("the way back is of the service and configuration that were deployed") {
    auto told = report(run_end(outcome(State::live)));
    told.inputs.config = "/etc/psyfit's.json";
    told.inputs.service = "admin";
    const std::string command = "psyfit-deploy rollback web-1b2c3d4-77aa "
                                "--config '/etc/psyfit'\\''s.json' --service admin";

    CHECK(outputs_of(told).at("rollback_command") == command);
    CHECK(summary(told).find(command) != std::string::npos);
}

TEST_CASE("what was turned back tells what serves") {
    const auto out = outputs_of(report(run_end(outcome(State::reverted))));

    CHECK(out.at("version") == "1b2c3d4e");
    CHECK(out.at("container") == "web-1b2c3d4-77aa");
    CHECK(out.at("rollback_command").empty());
}

TEST_CASE("where it is not known what serves, the outputs name nothing") {
    auto moved = outcome(State::reverted);
    moved.turned_back_in = State::watching;
    moved.error = Error{Errc::conflict, "the route was moved by somebody else"};

    for (const auto& each : {outcome(State::stuck), moved}) {
        const auto out = outputs_of(report(run_end(each)));
        CHECK(out.at("version").empty());
        CHECK(out.at("container").empty());
    }
}

TEST_CASE("no value of an output forges another") {
    const std::map<std::string, std::string> outputs{
        {"result", "failed"}, {"version", "x\nresult<<EOF\ndeployed\nEOF\nEOF"}, {"image", ""}};

    const auto first = output_file(outputs);

    CHECK(outputs_in(first) == outputs);
    CHECK(output_file(outputs) != first); // another delimiter each time
}

TEST_CASE("the summary of a live deployment has its receipt, its commits and the way back") {
    auto told = report(run_end(outcome(State::live)));
    told.commits = {{.id = "3f2a9c1d", .subject = "Mend the cart", .author = "Aoi"}};

    const auto text = summary(told);

    for (const auto* part :
         {"A new version of web is live", "3f2a9c1d3f2a9c1d", "**0 lost**", "Mend the cart", "Aoi",
          "gating", "psyfit-deploy rollback web-1b2c3d4-77aa"})
        CHECK_MESSAGE(text.find(part) != std::string::npos, part);
}

TEST_CASE("the summary says that the outcome is not known only where a run may go on") {
    CHECK(summary(report(run_end(Error{Errc::unknown_outcome, ""}, ""))).find("is not known") !=
          std::string::npos);
    CHECK(summary(report(run_end(Error{Errc::unreachable, ""}, ""))).find("is not known") ==
          std::string::npos);
}

TEST_CASE("the summary of a failure has cause, what serves and what mends it") {
    auto ill = outcome(State::reverted);
    ill.turned_back_in = State::gating;
    ill.error = Error{Errc::unhealthy, "the candidate exited\nlast line", "mend the code"};

    const auto text = summary(report(run_end(ill)));

    for (const auto* part : {"was turned back", "gating: the candidate exited\nlast line",
                             "still serves; no request was moved", "mend the code"})
        CHECK_MESSAGE(text.find(part) != std::string::npos, part);
}

TEST_CASE("what mends it is told with the configuration and the service that it is for") {
    auto told = report(run_end(Error{Errc::unknown_outcome, "cut off", "psyfit-deploy attach 7"},
                               "not known; psyfit-deploy status tells"));
    told.inputs.config = "/etc/web.json";
    told.inputs.service = "web";

    const auto text = summary(told);

    for (const auto* part : {"psyfit-deploy --config /etc/web.json --service web attach 7",
                             "psyfit-deploy --config /etc/web.json --service web status tells"})
        CHECK_MESSAGE(text.find(part) != std::string::npos, part, text);
}

TEST_CASE("where psyfit-deploy is not installed the summary says where to type") {
    auto ill = report(run_end(Error{Errc::unknown_outcome, "cut off", "psyfit-deploy status"}, ""));
    auto live = report(run_end(outcome(State::live)));
    for (auto* told : {&ill, &live}) {
        CHECK(summary(*told).find("not installed") == std::string::npos);
        told->installed = false;
        CHECK(summary(*told).find("not installed on this server") != std::string::npos);
    }
}

TEST_CASE("text from outside is no markup, and does not swell the summary beyond the limit") {
    auto told = report(run_end(
        Error{Errc::build_failed, "```\n# forged\n<script>\n" + std::string(3'000'000, '`'), "<b>"},
        "<img src=x>" + std::string(3'000'000, '&')));
    for (int number = 0; number < 50; ++number)
        told.commits.push_back(
            {.id = "3f2a9c1d",
             .subject = "[x](javascript:alert) <img> | @everyone " + std::string(5000, '<'),
             .author = "<script>"});

    const auto text = summary(told);

    CHECK(text.size() < 1024U * 1024U);
    CHECK(text.find("<script>\n") > text.find("````")); // inside a longer fence
    CHECK(text.find("<img") == std::string::npos);
    CHECK(text.find("](") == std::string::npos);
    CHECK(text.find("@everyone") == std::string::npos);
}

TEST_CASE("however much there is to tell, the summary is whole, and has what matters") {
    for (const auto& piece :
         {std::string{"x"}, std::string{"`"}, std::string{"\x1b"}, std::string{"\xff"},
          std::string{"<\n"}, std::string{"\xe6\x97\xa5"}, std::string{"````\n"}}) {
        CAPTURE(piece);
        std::string much;
        while (much.size() < 1'500'000)
            much += piece;
        auto ill = outcome(State::reverted);
        ill.turned_back_in = State::gating;
        ill.error = Error{Errc::unhealthy, "the candidate exited\n" + much + "\nits last line",
                          "mend the code\n" + much};
        auto live = outcome(State::live);
        live.release.environment.added.assign(30'000, "KEY_" + piece);
        for (auto told : {report(run_end(ill)), report(run_end(live))}) {
            told.commits.assign(
                5000, {.id = "3f2a9c1d", .subject = much.substr(0, 5000), .author = "Aoi"});
            told.inputs.url = "https://app.example.com/" + much;

            const auto text = summary(told);

            CHECK(flaw_of_summary(text).empty());
            for (const std::string part : {"the candidate exited", "its last line", "mend the code",
                                           "still serves; no request was moved"})
                if (told.end.outcome->state != State::live)
                    CHECK_MESSAGE(text.find(part) != std::string::npos, part);
        }
    }
}

TEST_CASE("an answer of the server is shown as it is, and cut where GitHub would not take it") {
    for (const auto& piece : {std::string{"`"}, std::string{"\xe6\x97\xa5\n"}}) {
        CAPTURE(piece);
        struct : Remote {
            Result<int> call(const RemoteCall& call) override {
                call.line(text);
                return 0;
            }
            [[nodiscard]] std::string name() const override { return "app"; }
            std::string text;
        } remote;
        while (remote.text.size() < 890'000)
            remote.text += piece;

        const auto answer = ask_server(remote, {.command = Command::plan}, {});

        REQUIRE(answer);
        CHECK(flaw_of_summary(answer->summary).empty());
    }
}
