// SPDX-License-Identifier: MIT
#include "adapters/docker_image_builder.hpp"
#include "contract/docker_sandbox.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

struct Builder {
    DockerSandbox& docker = docker_sandbox();
    DockerImageBuilder builder{docker_socket, std::chrono::seconds{60}};
    std::vector<std::string> lines{};
    std::stop_source stop{};

    BuildRequest request(const std::string& dockerfile) {
        return {.context = docker.context(
                    "build", "FROM scratch\nLABEL " + std::string{test_label} + "=" +
                                 docker.world().prefix + "\nCOPY idle /idle\n" + dockerfile),
                .dockerfile = "Dockerfile",
                .tag = docker.world().prefix + ":second"};
    }
    Result<> build(const BuildRequest& request) {
        return builder.build(
            request, [this](std::string_view line) { lines.emplace_back(line); }, stop.get_token());
    }
    std::optional<Image> image() {
        return docker.world().engine.image(docker.world().prefix + ":second").value();
    }
};

} // namespace

TEST_CASE_FIXTURE(Builder, "a build gives the tagged image, with its labels and arguments") {
    auto wanted = request("ARG WHAT\nLABEL what=$WHAT\n");
    wanted.arguments = {{"WHAT", "a 'b' $c"}};
    wanted.labels = {{std::string{label::revision}, "abc"}};

    CHECK(build(wanted));

    const auto built = image();
    REQUIRE(built);
    CHECK(built->labels.at("what") == "a 'b' $c");
    CHECK(built->labels.at(std::string{label::revision}) == "abc");
    CHECK_FALSE(lines.empty());
}

TEST_CASE_FIXTURE(Builder, "a failed build shows its last lines") {
    const auto error = build(request("COPY no-such-file /\n")).error();

    CHECK(error.is(Errc::build_failed));
    CHECK(error.message.find("no-such-file") != std::string::npos);
}

TEST_CASE_FIXTURE(Builder, "a program in the build that fails fails the build") {
    const auto error = build(request("RUN [\"/idle\", \"exit\", \"3\"]\n")).error();

    CHECK(error.is(Errc::build_failed));
    CHECK(error.message.find('3') != std::string::npos);
}

TEST_CASE_FIXTURE(Builder, "a build ends when asked to stop") {
    const auto wanted = request("RUN [\"/idle\"]\n");
    const auto result = builder.build(
        wanted,
        [this](std::string_view line) {
            if (line.find("RUN") != std::string_view::npos)
                stop.request_stop();
        },
        stop.get_token());

    CHECK_MESSAGE(result.error().is(Errc::cancelled), result.error().message);
}

TEST_CASE_FIXTURE(Builder, "a build that takes too long is ended") {
    DockerImageBuilder hasty{docker_socket, std::chrono::seconds{1}};

    const auto result = hasty.build(request("RUN [\"/idle\"]\n"), [](std::string_view) {}, {});

    CHECK(result.error().is(Errc::timed_out));
}

TEST_CASE_FIXTURE(Builder, "no engine is a failed build that says so") {
    DockerImageBuilder lost{"/nowhere/docker.sock", std::chrono::seconds{10}};

    const auto error = lost.build(request(""), [](std::string_view) {}, {}).error();

    CHECK(error.is(Errc::build_failed));
    CHECK(error.message.find("/nowhere/docker.sock") != std::string::npos);
}

TEST_CASE_FIXTURE(Builder, "without the program docker the fix is to install it") {
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nowhere", 1);

    const auto error = build(request("")).error();

    setenv("PATH", path.c_str(), 1);
    CHECK(error.is(Errc::precondition));
    CHECK(error.fix == "apt-get install docker.io");
}
