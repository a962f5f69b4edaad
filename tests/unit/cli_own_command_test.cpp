// SPDX-License-Identifier: MIT
#include "console/own_command.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace deploy::cli;

TEST_CASE("a way out calls the program with the configuration that it was given") {
    const auto command = own_command({.config = "/srv/web.json"});

    CHECK(command == "psyfit-deploy --config /srv/web.json");
    CHECK(calling("psyfit-deploy", command) == command);
    CHECK(calling("start it, then psyfit-deploy recover", command) ==
          "start it, then psyfit-deploy --config /srv/web.json recover");
    CHECK(calling("psyfit-deploy status, then psyfit-deploy recover", command) ==
          command + " status, then " + command + " recover");
    CHECK(calling("do (psyfit-deploy abort)", command) == "do (" + command + " abort)");
}

TEST_CASE("a way out that a server told with its configuration gets it once") {
    const auto command = own_command({.host = "deploy@app", .config = "/srv/web.json"});

    CHECK(command == "psyfit-deploy --host deploy@app --config /srv/web.json");
    CHECK(calling("psyfit-deploy --config /srv/web.json history, for more", command) ==
          command + " history, for more");
    CHECK(calling("psyfit-deploy history", command) == command + " history");
    CHECK(calling("psyfit-deploy --config /srv/web.json history", own_command({.host = "app"})) ==
          "psyfit-deploy --host app --config /srv/web.json history");
}

TEST_CASE("a way out names the service that was given, and once where a server told it with that") {
    const auto command = own_command({.host = "app", .config = "/srv/w.json", .service = "blog"});

    CHECK(command == "psyfit-deploy --host app --config /srv/w.json --service blog");
    for (const auto* told : {"psyfit-deploy recover", "psyfit-deploy --config /srv/w.json recover",
                             "psyfit-deploy --service blog recover",
                             "psyfit-deploy --config /srv/w.json --service blog recover"})
        CHECK(calling(told, command) == command + " recover");
    CHECK(calling("psyfit-deploy --service blog", command) == command);
    CHECK(calling("psyfit-deploy --service blog2 recover", own_command({.service = "blog"})) ==
          "psyfit-deploy --service blog --service blog2 recover");
}

TEST_CASE("in a line of JSON the way out and what serves call the program, and nothing else does") {
    const auto command = own_command({.service = "blog"});
    const auto* const refusal = R"({"seq":3,"error":{"message":"psyfit-deploy x","fix":)"
                                R"("psyfit-deploy recover"},"serves":"see psyfit-deploy status"})";

    CHECK(calling_in_json(refusal, command) ==
          R"({"seq":3,"error":{"message":"psyfit-deploy x","fix":)"
          R"("psyfit-deploy --service blog recover"},)"
          R"("serves":"see psyfit-deploy --service blog status"})");
    for (const auto* line : {R"({"event": "note", "text": "psyfit-deploy recover"})",
                             "psyfit-deploy is no JSON", R"(["psyfit-deploy"])", ""})
        CHECK(calling_in_json(line, command) == line);
}

TEST_CASE("what was told with the command once is told so again") {
    const auto command = own_command({.host = "app", .config = "/srv/w.json", .service = "blog"});
    const auto once = calling("psyfit-deploy recover; psyfit-deploy", command);

    CHECK(once == command + " recover; " + command);
    CHECK(calling(once, command) == once);
}

TEST_CASE("in a document all that is to be typed calls the program") {
    const auto command = own_command({.service = "blog"});
    const auto document = boost::json::parse(
        R"({"checks":[{"fix":"psyfit-deploy status","detail":"psyfit-deploy"}],)"
        R"("parts":[{"steps":["psyfit-deploy doctor"]}],"failure":{"fix":"psyfit-deploy setup"}})");

    const auto told = calling_in(document, command);
    const auto at = [&](const char* place) {
        return std::string{told.at_pointer(place).as_string()};
    };

    CHECK(at("/checks/0/fix") == command + " status");
    CHECK(at("/checks/0/detail") == "psyfit-deploy");
    CHECK(at("/parts/0/steps/0") == command + " doctor");
    CHECK(at("/failure/fix") == command + " setup");
}

TEST_CASE("what is no call of the program stays") {
    const auto command = own_command({.config = "/srv/web.json"});

    for (const auto* text :
         {"see psyfit-deploy --help", "ls -l /etc/psyfit-deploy.json", "my-psyfit-deploy status",
          "psyfit-deploy config check --config /srv/web.json", "psyfit-deploys", ""})
        CHECK(calling(text, command) == text);
    CHECK(own_command({}) == "psyfit-deploy");
    CHECK(calling("psyfit-deploy recover", own_command({})) == "psyfit-deploy recover");
}

TEST_CASE("a file whose name the shell would take apart is quoted") {
    CHECK(own_command({.config = "/srv/my web.json"}) ==
          "psyfit-deploy --config '/srv/my web.json'");
    CHECK(own_command({.config = "/srv/o'clock.json"}) ==
          R"(psyfit-deploy --config '/srv/o'\''clock.json')");
}
