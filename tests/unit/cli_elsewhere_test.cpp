// SPDX-License-Identifier: MIT
// Commands for a server, with a stand-in for the OpenSSH client.
#include "commands/commands.hpp"
#include "commands/sent_words.hpp"
#include "helpers/result_text.hpp"
#include "helpers/ssh_stand_in.hpp"

#include <boost/json/parse.hpp>
#include <deploy/run_end.hpp>
#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;

namespace {

using Words = std::vector<std::string>;

struct Ended {
    ExitCode code;
    std::string out, err;
};

Ended call(Words words) {
    words.insert(words.begin(), {"--host", "deploy@app"});
    const auto options = parse_options(words);
    REQUIRE(options);
    std::ostringstream out;
    std::ostringstream err;
    const auto code = run_command({.options = *options, .out = out, .err = err});
    return {.code = code, .out = out.str(), .err = err.str()};
}

Words run_words(const Words& arguments) {
    const auto options = parse_options(arguments);
    REQUIRE(options);
    return sent_run(*options)->words;
}

const std::string refusal =
    R"({"error":{"kind":"locked","message":"another deployment holds the lock",)"
    R"("fix":"psyfit-deploy abort"},"serves":"old","exit_code":8})"
    "\n";

} // namespace

TEST_CASE("the server is asked for the command that was given, wherever it stands") {
    CHECK(run_words({"--host", "h", "-q", "rollback"}) == Words{"-q", "rollback"});
    CHECK(run_words({"-q", "--host=h", "recover", "--wait", "3"}) ==
          Words{"-q", "recover", "--wait", "3"});
    CHECK(run_words({"--host", "h", "--ref", "v1"}) == Words{"deploy", "--ref", "v1"});
    CHECK(run_words({"--host", "h"}) == Words{"deploy"});
    CHECK(run_words({"--host", "h", "--id", "x", "--config", "c", "--json", "deploy"}) ==
          Words{"deploy"});
}

TEST_CASE("a question takes its variables from a file of this end") {
    const test::SshStandIn ssh;
    test::write_file(ssh.folder() / "set.env", "COLOUR=blue\n");

    const auto ended = call({"plan", "--set-env-file", (ssh.folder() / "set.env").string()});

    CHECK(ended.code == ExitCode::done);
    CHECK(ssh.asked() == "psyfit-deploy plan --set-env-file -\n");
    CHECK(ssh.input() == "COLOUR=blue\n");
}

TEST_CASE("a run that the server refuses ends its events as on the server itself") {
    const test::SshStandIn ssh;
    ssh.answer(8, refusal);

    const auto ended = call({"deploy", "--json"});

    CHECK(ended.code == ExitCode::locked);
    const auto event = boost::json::parse(ended.out).as_object();
    CHECK(event.at("seq") == 1);
    CHECK(event.at("event") == "end");
    CHECK(event.at("exit_code") == 8);
    CHECK(event.at("error").at("fix") == "psyfit-deploy --host deploy@app abort");
}

TEST_CASE("each call of a run has the service that was given, and each way out") {
    const test::SshStandIn ssh;

    const auto begun = call({"deploy", "--service", "blog", "--detach", "--id", "far"});
    CHECK(ssh.asked() == "psyfit-deploy deploy --detach --json --id far --service blog\n");
    ssh.answer(3, R"({"error":{"kind":"precondition","message":"m","fix":"psyfit-deploy status"},)"
                  R"("exit_code":3})"
                  "\n");
    const auto refused = call({"attach", "far", "--service", "blog"});
    const auto json = call({"abort", "far", "--service", "blog", "--json"});
    ssh.answer(3, {}, "error: m\nfix: psyfit-deploy status\n");
    const auto question = call({"abort", "far", "--service", "blog"});

    const std::string own = "psyfit-deploy --host deploy@app --service blog ";
    CHECK(begun.err == "it goes on by itself; to follow it: " + own + "attach far\n");
    CHECK(refused.err.find("fix: " + own + "status") != std::string::npos);
    CHECK(boost::json::parse(json.out).at("error").at("fix").as_string() == own + "status");
    CHECK(question.err == "error: m\nfix: " + own + "status\n");
}

TEST_CASE("only psyfit-deploy's own words are told as a call from here") {
    const test::SshStandIn ssh;
    ssh.answer(0, "psyfit-deploy rollback old\n");

    CHECK(call({"status"}).out == "psyfit-deploy --host deploy@app rollback old\n");
    CHECK(call({"logs"}).out == "psyfit-deploy rollback old\n");
}

TEST_CASE("a run that the server does not detach is told to a person in words") {
    const test::SshStandIn ssh;
    ssh.answer(8, refusal);

    const auto words = call({"deploy", "--detach"});
    const auto json = call({"deploy", "--detach", "--json"});

    CHECK(words.code == ExitCode::locked);
    CHECK(words.out.empty());
    CHECK(words.err.find("error: another deployment holds the lock") != std::string::npos);
    CHECK(words.err.find("serves: old") != std::string::npos);
    CHECK(boost::json::parse(json.out).at("exit_code") == 8);
}

TEST_CASE("a refusal without JSON is told by its words and its exit code") {
    const test::SshStandIn ssh;
    ssh.answer(2, {}, "error: this key has its own configuration; leave --config away\n");

    for (const auto& words : {Words{"deploy", "--detach"}, Words{"deploy"}}) {
        const auto ended = call(words);
        CHECK(ended.code == ExitCode::usage);
        CHECK(ended.err.find("this key has its own configuration") != std::string::npos);
    }
}

TEST_CASE("a server that cannot be reached is told with the command that shows why") {
    const test::SshStandIn ssh;
    ssh.answer(255, {}, "ssh: connect to host app port 22: Connection refused\n");

    const auto question = call({"status"});
    const auto run = call({"deploy", "--detach"});

    CHECK(question.code == ExitCode::unreachable);
    CHECK(question.err.find("fix: ssh -v deploy@app true") != std::string::npos);
    CHECK(run.code == ExitCode::unreachable);
    CHECK(run.err.find("may have begun") == std::string::npos);
}
