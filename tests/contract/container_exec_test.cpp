// SPDX-License-Identifier: MIT
#include "adapters/docker_container_exec.hpp"
#include "contract/docker_sandbox.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A running container, and commands in it.
struct Exec : Sandbox {
    std::string id = docker.run(docker.idle("exec", {}));
    DockerContainerExec exec{docker_socket};

    ContainerCommand command(std::vector<std::string> words) {
        words.insert(words.begin(), "/idle");
        return {.container = id, .arguments = std::move(words)};
    }
};

/// Gives `text`, in pieces of odd sizes.
ByteSource source_of(std::string_view text) {
    return [text](std::span<char> buffer) mutable -> Result<std::size_t> {
        const auto count = std::min({text.size(), buffer.size(), std::size_t{77'777}});
        std::copy_n(text.begin(), count, buffer.begin());
        text.remove_prefix(count);
        return count;
    };
}

std::string long_text() {
    std::string text;
    for (int i = 0; text.size() < (std::size_t{20} << 20U); ++i)
        text += "line " + std::to_string(i) + std::string("\0\n\r\xff", 4);
    return text;
}

} // namespace

TEST_CASE_FIXTURE(Exec, "a long stream goes in and comes back byte for byte") {
    const auto text = long_text();
    auto copy = command({"copy"});
    copy.input = source_of(text);

    const auto out = output_of(exec, copy, text.size());

    REQUIRE(out);
    CHECK(out->exit_code == 0);
    CHECK(out->output == text); // no CHECK on the texts themselves: a failure would print them
}

TEST_CASE_FIXTURE(Exec, "the two outputs are told apart, and the exit code is the program's") {
    const auto said = output_of(exec, command({"say"}));
    REQUIRE(said);
    CHECK(said->output == "first\nthird\n");
    CHECK(said->errors == "second\n");

    const auto ended = output_of(exec, command({"exit", "3"}));
    REQUIRE(ended);
    CHECK(ended->exit_code == 3);
}

TEST_CASE_FIXTURE(Exec, "an environment travels in the request") {
    auto show = command({"show", "SECRET"});
    show.environment = {"SECRET=a 'b' $c\nd"};
    CHECK(output_of(exec, show).value().output == "a 'b' $c\nd");
}

TEST_CASE_FIXTURE(Exec, "a program that ends before its input is no error of ours") {
    auto early = command({"exit", "4"});
    early.input = [](std::span<char> buffer) -> Result<std::size_t> { return buffer.size(); };
    const auto ended = output_of(exec, early);
    REQUIRE(ended);
    CHECK(ended->exit_code == 4);
}

TEST_CASE_FIXTURE(Exec, "what cannot be run is a precondition") {
    CHECK(exec.run({.container = "psyfit-test-no-such", .arguments = {"/idle"}})
              .error()
              .is(Errc::precondition));
    CHECK(exec.run({.container = id, .arguments = {"/no-such-program"}})
              .error()
              .is(Errc::precondition));
    docker.must({.method = "POST", .path = "/containers/" + id + "/stop?t=0"});
    CHECK(exec.run(command({"say"})).error().is(Errc::precondition));
}

TEST_CASE_FIXTURE(Exec, "a call ends at its deadline, at a stop, and at an error of its sink") {
    auto deaf = command({"deaf"});
    deaf.timeout = std::chrono::milliseconds{50};
    CHECK(exec.run(deaf).error().is(Errc::timed_out));

    std::stop_source stop;
    stop.request_stop();
    deaf.timeout = std::chrono::minutes{1};
    deaf.stop = stop.get_token();
    CHECK(exec.run(deaf).error().is(Errc::cancelled));

    auto say = command({"say"});
    say.output = [](std::string_view) -> Result<> { return Error{Errc::io, "the disk is full"}; };
    const auto ended = exec.run(say);
    CHECK(ended.error().is(Errc::io));
    CHECK(ended.error().message.find("the disk is full") != std::string::npos);
}
