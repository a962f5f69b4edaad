// SPDX-License-Identifier: MIT
// Following a run on a server whose connection is cut.
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <deploy/remote_run.hpp>
#include <deque>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

std::string note(int number) {
    return R"({"seq":)" + std::to_string(number) + R"(,"at":"","event":"note","text":"n)" +
           std::to_string(number) + R"("})";
}

std::string end(int number, const RunEnd& how = run_end(Recovery{})) {
    boost::json::object out{{"seq", number}, {"at", ""}, {"event", "end"}};
    for (const auto& [key, value] : to_json(how))
        out[key] = value;
    return boost::json::serialize(out);
}

/// What the server does with one call.
struct RemoteAnswer {
    std::string command; ///< The call that is expected.
    Result<int> code{0}; ///< An Error: the connection is cut after the lines.
    Lines lines{};
    std::function<void()> during = [] {};
};

const Error cut{Errc::unknown_outcome, "the connection was cut"};
const Error away{Errc::unreachable, "app cannot be reached: Connection refused"};

/// A server that answers as it was told to, call by call.
class ScriptedRemote final : public Remote {
public:
    explicit ScriptedRemote(std::deque<RemoteAnswer> answers) : answers_{std::move(answers)} {}

    Result<int> call(const RemoteCall& call) override {
        calls.push_back(call.words);
        if (call.stop.stop_requested())
            return Error{Errc::cancelled, "stopped"};
        REQUIRE_MESSAGE(!answers_.empty(), "one call more than expected: ", call.words.front());
        const auto answer = answers_.front();
        if (answers_.size() > 1 || !repeat_last)
            answers_.pop_front();
        CHECK(call.words.front() == answer.command);
        for (const auto& line : answer.lines)
            call.line(line);
        if (!complaint.empty())
            call.error_line(complaint);
        answer.during();
        if (call.stop.stop_requested())
            return Error{Errc::cancelled, "stopped"};
        return answer.code;
    }
    [[nodiscard]] std::string name() const override { return "deploy@app"; }

    std::vector<Lines> calls;
    bool repeat_last = false;
    std::string complaint; ///< On standard error.

private:
    std::deque<RemoteAnswer> answers_;
};

struct Following {
    FakeHost host;
    FakeClock clock{host};
    KeptNotes observer;
    Lines told;
    std::stop_source stop;
    RemoteRun run{.id = "20261124-201500-3f9a", .command = {"deploy", "--ref", "v1"}};

    Result<RunEnd> follow(ScriptedRemote& remote) {
        run.line = [&](std::string_view line) { told.emplace_back(line); };
        return follow_remote(remote, clock, run, observer, stop.get_token());
    }
};

} // namespace

TEST_CASE("a run is started under its id and followed to its end") {
    Following on;
    on.run.options = {"--config", "/etc/web.json"};
    ScriptedRemote remote{
        {{.command = "deploy"}, {.command = "attach", .lines = {note(1), end(2)}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::done);
    CHECK(on.told == Lines{note(1), end(2)});
    CHECK(on.observer.notes == Lines{"n1"});
    CHECK(remote.calls.front() == Lines{"deploy", "--ref", "v1", "--detach", "--json", "--id",
                                        on.run.id, "--config", "/etc/web.json"});
    CHECK(remote.calls.back() ==
          Lines{"attach", on.run.id, "--json", "--from", "1", "--config", "/etc/web.json"});
}

TEST_CASE("a connection that is cut is made again, and each event is told once") {
    Following on;
    ScriptedRemote remote{{{.command = "deploy", .code = cut},
                           {.command = "deploy"},
                           {.command = "attach", .code = cut, .lines = {note(1), note(2)}},
                           {.command = "attach", .code = cut},
                           {.command = "attach", .lines = {note(2), note(3), end(4)}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(on.told == Lines{note(1), note(2), note(3), end(4)});
    CHECK(on.observer.notes == Lines{"n1", "n2", "n3"});
    CHECK(on.observer.warnings.size() == 3);
    CHECK(remote.calls.back()[4] == "3");
}

TEST_CASE("a server that stays silent leaves the outcome unknown, and says how to ask again") {
    Following on;
    on.run.patience = 60s;
    ScriptedRemote remote{{{.command = "deploy"}, {.command = "attach", .code = cut}}};
    remote.repeat_last = true;

    const auto lost = on.follow(remote);

    REQUIRE_FALSE(lost);
    CHECK(lost.error().is(Errc::unknown_outcome));
    CHECK(lost.error().fix == "psyfit-deploy attach " + on.run.id);
    CHECK(on.clock.now().time_since_epoch() >= 60s);
    CHECK(on.clock.now().time_since_epoch() < 66s); // at most one more wait
}

TEST_CASE("each way to ask again has the options of every call") {
    const Error refused{Errc::refused, "it does not accept the key"};
    for (const bool looks_on : {false, true}) {
        Following on;
        on.run.options = {"--config", "/etc/my web.json", "--service", "blog"};
        std::deque<RemoteAnswer> answers{{.command = "attach", .code = cut, .lines = {note(1)}},
                                         {.command = "attach", .code = refused}};
        if (looks_on) {
            on.run.command.clear();
            answers = {{.command = "attach", .during = [&] { on.stop.request_stop(); }}};
        } else {
            answers.push_front({.command = "deploy"});
        }
        ScriptedRemote remote{std::move(answers)};

        const auto ended = on.follow(remote);

        REQUIRE_FALSE(ended);
        CHECK(ended.error().fix ==
              "psyfit-deploy --config '/etc/my web.json' --service blog attach " + on.run.id);
    }
}

TEST_CASE(
    "a run that is silent longer than the patience is asked again when its connection is cut") {
    Following on;
    on.run.patience = 60s;
    const auto quiet = [&] { on.host.elapsed += 20min; };
    ScriptedRemote remote{{{.command = "deploy"},
                           {.command = "attach", .code = cut, .lines = {note(1)}, .during = quiet},
                           {.command = "attach", .code = cut, .during = quiet},
                           {.command = "attach", .lines = {note(2), end(3)}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(on.observer.notes == Lines{"n1", "n2"});
}

TEST_CASE("a server that was never reached runs nothing, which is told after a few tries") {
    Following on;
    ScriptedRemote remote{{{.command = "deploy", .code = away}}};
    remote.repeat_last = true;

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::unreachable));
    CHECK(remote.calls.size() == 4);
    for (const auto& warning : on.observer.warnings)
        CHECK(warning == "app cannot be reached: Connection refused; trying again");
    CHECK(on.clock.now().time_since_epoch() < 5s);
}

TEST_CASE("a server that goes away after a call that was cut may run it") {
    Following on;
    on.run.patience = 60s;
    ScriptedRemote remote{
        {{.command = "deploy", .code = cut}, {.command = "deploy", .code = away}}};
    remote.repeat_last = true;

    const auto lost = on.follow(remote);

    REQUIRE_FALSE(lost);
    CHECK(lost.error().is(Errc::unknown_outcome));
    CHECK(on.clock.now().time_since_epoch() >= 60s);
    for (const auto& warning : on.observer.warnings)
        CHECK(warning.find("goes on") == std::string::npos);
}

TEST_CASE("a server that lets nobody in any more leaves the outcome of a begun run unknown") {
    Following on;
    ScriptedRemote remote{
        {{.command = "deploy"},
         {.command = "attach", .code = cut, .lines = {note(1)}},
         {.command = "attach", .code = Error{Errc::refused, "it does not accept the key"}}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::unknown_outcome));
    CHECK(ended.error().message.find("does not accept the key") != std::string::npos);
    CHECK(ended.error().fix == "psyfit-deploy attach " + on.run.id);
}

TEST_CASE("who cancels before the server was reached has begun nothing") {
    Following on;
    ScriptedRemote remote{
        {{.command = "deploy", .code = away, .during = [&] { on.stop.request_stop(); }}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::cancelled));
    CHECK(remote.calls.size() == 1);
}

TEST_CASE("who only looks on and has seen enough leaves the run alone") {
    Following on;
    on.run.command.clear();
    ScriptedRemote remote{
        {{.command = "attach", .lines = {note(1)}, .during = [&] { on.stop.request_stop(); }}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::cancelled));
    CHECK(ended.error().message.find("goes on") != std::string::npos);
    CHECK(remote.calls.size() == 1);
}

TEST_CASE("a key that is not accepted is not tried again") {
    Following on;
    const Error refused{Errc::refused, "it does not accept the key"};
    ScriptedRemote remote{{{.command = "deploy", .code = refused}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::refused));
}

TEST_CASE("what the server refuses is its own word") {
    Following on;
    const auto said =
        run_end(Error{Errc::locked, "another deployment holds the lock", "wait"}, "old");
    ScriptedRemote remote{
        {{.command = "deploy", .code = 8, .lines = {boost::json::serialize(to_json(said))}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::locked);
    CHECK(ended->error->message == "another deployment holds the lock");
    CHECK(ended->serves == "old");
}

TEST_CASE("a refusal without an explanation is told with its exit code") {
    Following on;
    ScriptedRemote remote{{{.command = "deploy", .code = 139, .lines = {"Segmentation fault"}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::unreachable);
    CHECK(ended->error->message.find("139") != std::string::npos);
}

TEST_CASE("an exit code that is known tells what became of the call, without an explanation too") {
    struct Case {
        int code;
        Errc kind;
    };
    for (const auto& each :
         {Case{1, Errc::internal}, Case{2, Errc::invalid_input}, Case{3, Errc::precondition},
          Case{8, Errc::locked}, Case{9, Errc::unknown_outcome}, Case{130, Errc::cancelled}}) {
        CAPTURE(each.code);
        Following on;
        ScriptedRemote remote{{{.command = "deploy", .code = each.code}}};
        remote.complaint = "error: this key has its own configuration";

        const auto ended = on.follow(remote);

        REQUIRE(ended);
        CHECK(static_cast<int>(ended->code) == each.code);
        CHECK(ended->error->is(each.kind));
        CHECK(ended->error->message.find("has its own configuration") != std::string::npos);
    }
}

TEST_CASE("a run that was killed there is told as unknown, by the server") {
    Following on;
    const auto said = run_end(Error{Errc::unknown_outcome, "killed", "psyfit-deploy recover"}, {});
    ScriptedRemote remote{{{.command = "deploy"},
                           {.command = "attach",
                            .code = 9,
                            .lines = {note(1), boost::json::serialize(to_json(said))}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::unreachable);
    CHECK(ended->error->fix == "psyfit-deploy recover");
}

TEST_CASE("who cancels has the server turn the run back, and hears its end") {
    Following on;
    Outcome back{.state = State::reverted, .turned_back_in = State::gating};
    back.error = Error{Errc::cancelled, "cancelled"};
    ScriptedRemote remote{
        {{.command = "deploy"},
         {.command = "attach", .lines = {note(1)}, .during = [&] { on.stop.request_stop(); }},
         {.command = "abort"},
         {.command = "attach", .lines = {note(2), end(3, run_end(back))}}}};
    int cancelling = 0;
    struct Counting final : Observer {
        int& count;
        explicit Counting(int& to) : count{to} {}
        void on_cancelling() noexcept override { ++count; }
    } counting{cancelling};

    const auto ended = follow_remote(remote, on.clock, on.run, counting, on.stop.get_token());

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::cancelled);
    CHECK(cancelling == 1);
    CHECK(remote.calls[2] == Lines{"abort", on.run.id, "--json"});
}

TEST_CASE("who has no time to hear the end leaves, and says what is known") {
    Following on;
    std::stop_source leave;
    on.run.leave = leave.get_token();
    ScriptedRemote remote{
        {{.command = "deploy"},
         {.command = "attach", .lines = {note(1)}, .during = [&] { on.stop.request_stop(); }},
         {.command = "abort"},
         {.command = "attach", .lines = {note(2)}, .during = [&] { leave.request_stop(); }}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::unknown_outcome));
    CHECK(ended.error().message.find("the server has turned it back") != std::string::npos);
    CHECK(ended.error().fix == "psyfit-deploy attach " + on.run.id);
}

TEST_CASE("who leaves at once asks the server to turn back all the same") {
    Following on;
    std::stop_source leave;
    on.run.leave = leave.get_token();
    on.stop.request_stop();
    leave.request_stop();
    ScriptedRemote remote{{{.command = "deploy"}, {.command = "abort", .code = cut}}};

    const auto ended = on.follow(remote);

    REQUIRE_FALSE(ended);
    CHECK(ended.error().is(Errc::unknown_outcome));
    CHECK(ended.error().message.find("has not answered") != std::string::npos);
}

TEST_CASE("a cancellation that the server did not hear is asked again") {
    Following on;
    on.stop.request_stop();
    ScriptedRemote remote{{{.command = "deploy"},
                           {.command = "abort", .code = cut},
                           {.command = "abort", .code = cut},
                           {.command = "abort", .code = 3}, // it had decided already
                           {.command = "attach", .lines = {end(1)}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::done);
}

TEST_CASE("a run that is cancelled before the server began it never was") {
    Following on;
    const auto unknown = run_end(Error{Errc::not_found, "no run is known here"}, {});
    ScriptedRemote remote{
        {{.command = "deploy", .code = cut, .during = [&] { on.stop.request_stop(); }},
         {.command = "abort", .code = 3},
         {.command = "attach", .code = 3, .lines = {boost::json::serialize(to_json(unknown))}}}};

    const auto ended = on.follow(remote);

    REQUIRE(ended);
    CHECK(ended->code == ExitCode::cancelled);
}

TEST_CASE("a run that goes on is followed without being started") {
    Following on;
    on.run.command.clear();
    on.run.from = 5;
    ScriptedRemote remote{{{.command = "attach", .lines = {note(5), end(6)}}}};

    REQUIRE(on.follow(remote));
    CHECK(on.told == Lines{note(5), end(6)});
    CHECK(remote.calls.front()[4] == "5");
}
