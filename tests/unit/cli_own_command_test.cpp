// SPDX-License-Identifier: MIT
#include "console/own_command.hpp"

#include <doctest/doctest.h>

using namespace deploy::cli;

TEST_CASE("a way out calls the program with the configuration that it was given") {
    const auto command = own_command("/srv/web.json");

    CHECK(command == "psyfit-deploy --config /srv/web.json");
    CHECK(calling("psyfit-deploy", command) == command);
    CHECK(calling("start it, then psyfit-deploy recover", command) ==
          "start it, then psyfit-deploy --config /srv/web.json recover");
    CHECK(calling("psyfit-deploy status, then psyfit-deploy recover", command) ==
          command + " status, then " + command + " recover");
    CHECK(calling("do (psyfit-deploy abort)", command) == "do (" + command + " abort)");
}

TEST_CASE("a way out that a server told with its configuration gets it once") {
    const auto command = own_command("/srv/web.json", "deploy@app");

    CHECK(command == "psyfit-deploy --host deploy@app --config /srv/web.json");
    CHECK(calling("psyfit-deploy --config /srv/web.json history, for more", command) ==
          command + " history, for more");
    CHECK(calling("psyfit-deploy history", command) == command + " history");
    CHECK(calling("psyfit-deploy --config /srv/web.json history", own_command({}, "app")) ==
          "psyfit-deploy --host app --config /srv/web.json history");
}

TEST_CASE("what is no call of the program stays") {
    const auto command = own_command("/srv/web.json");

    for (const auto* text :
         {"see psyfit-deploy --help", "ls -l /etc/psyfit-deploy.json", "my-psyfit-deploy status",
          "psyfit-deploy config check --config /srv/web.json", "psyfit-deploys", ""})
        CHECK(calling(text, command) == text);
    CHECK(own_command({}) == "psyfit-deploy");
    CHECK(calling("psyfit-deploy recover", own_command({})) == "psyfit-deploy recover");
}

TEST_CASE("a file whose name the shell would take apart is quoted") {
    CHECK(own_command("/srv/my web.json") == "psyfit-deploy --config '/srv/my web.json'");
    CHECK(own_command("/srv/o'clock.json") == R"(psyfit-deploy --config '/srv/o'\''clock.json')");
}
