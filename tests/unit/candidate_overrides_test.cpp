// SPDX-License-Identifier: MIT
#include "candidate_samples.hpp"

#include "helpers/result_text.hpp"

using namespace deploy;
using namespace deploy::test;
namespace json = boost::json;

TEST_CASE("labels of people are kept and those of the old image are not") {
    auto container = incumbent();
    container.labels = {{"maintainer", "us"}, {"traefik.enable", "false"}};

    const auto labels = like(container).labels;

    CHECK_FALSE(labels.contains("maintainer"));
    CHECK(labels.at("traefik.enable") == "false");
    CHECK(labels.at(std::string{label::service}) == "psyfit-web");
    CHECK(labels.at(std::string{label::deployment}) == "20261124-201500-3f9a");
    CHECK(labels.at(std::string{label::role}) == "candidate");
    CHECK(labels.at(std::string{label::revision}) == std::string(40, 'b'));
}

TEST_CASE("a label that a person changed from the image's is kept") {
    auto container = incumbent();
    container.labels = {{"maintainer", "somebody else"}};

    CHECK(like(container).labels.at("maintainer") == "somebody else");
}

TEST_CASE("the incumbent's own deployment and commit are not told of the candidate") {
    auto container = incumbent();
    container.labels = {{std::string{label::revision}, "stale"},
                        {std::string{label::deployment}, "stale"}};
    auto of = release();

    CHECK(like(container).labels.at(std::string{label::revision}) == std::string(40, 'b'));
    CHECK(like(container).labels.at(std::string{label::deployment}) == of.id);
    of.revision.clear();
    CHECK_FALSE(like(container, of).labels.contains(std::string{label::revision}));
}

TEST_CASE("what the old image baked in is left to the new image") {
    for (const auto key : {"Cmd", "Entrypoint", "User", "WorkingDir"}) {
        CAPTURE(key);
        CHECK(setting(incumbent(), key).empty());
    }
}

TEST_CASE("what a person overrode is carried over") {
    auto container = incumbent();
    container.config["Cmd"] = {"server", "-p", "3001"};
    container.config["User"] = "root";
    container.config["StopSignal"] = "SIGQUIT";
    container.config["Healthcheck"] = {{"Test", {"NONE"}}};

    CHECK(setting(container, "Cmd") == R"(["server","-p","3001"])");
    CHECK(setting(container, "User") == R"("root")");
    CHECK(setting(container, "StopSignal") == R"("SIGQUIT")");
    CHECK(setting(container, "Healthcheck") == R"({"Test":["NONE"]})");
    CHECK_MESSAGE(setting(container, "Entrypoint").empty(), "still the image's");
}

TEST_CASE("an overridden entrypoint takes its command along, since it voids the image's") {
    auto container = incumbent();
    container.config["Entrypoint"] = {"/bin/sh", "-c"};

    CHECK(setting(container, "Entrypoint") == R"(["/bin/sh","-c"])");
    CHECK(setting(container, "Cmd") == R"(["server"])");
}

TEST_CASE("a host name is kept only where a person gave it") {
    CHECK_MESSAGE(setting(incumbent(), "Hostname").empty(), "the engine made it from the id");

    auto container = incumbent();
    container.config["Hostname"] = "web-1";
    CHECK(setting(container, "Hostname") == R"("web-1")");
}
