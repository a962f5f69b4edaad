// SPDX-License-Identifier: MIT
#include "session.hpp"

#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace deploy;
using namespace deploy::cli;
using namespace deploy::test;

TEST_CASE("only a regular file is read, and nothing else is waited for") {
    const TemporaryFolder folder;
    const auto fifo = folder.path() / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);

    for (const auto& file : {folder.path(), fifo, folder.path() / "missing"}) {
        CAPTURE(file.string());
        Options given;
        given.set_environment_file = file;
        const auto set = load_configuration(given);
        REQUIRE_FALSE(set);
        CHECK(set.error().is(Errc::invalid_input));
        CHECK(set.error().message.find(file.string()) != std::string::npos);

        const auto config = load_configuration({.config = file});
        REQUIRE_FALSE(config);
        CHECK(config.error().is(Errc::invalid_input));
        CHECK(config.error().fix == "ls -l " + file.string());
    }
}

TEST_CASE("a file of variables is read, links followed") {
    const TemporaryFolder folder;
    write_file(folder.path() / "set.env", "A=b\n");
    std::filesystem::create_symlink("set.env", folder.path() / "link");
    Options given;
    given.set_environment_file = folder.path() / "link";

    const auto config = load_configuration(given);

    REQUIRE(config);
    CHECK(config->environment.set.at("A") == "b");
}

TEST_CASE("a service of the command line obeys the rule of the configuration's") {
    for (const auto* name : {"", "-web", "Web", "web/..", "a b", "web\n"}) {
        CAPTURE(name);
        const auto config = load_configuration({.service = name});
        REQUIRE_FALSE(config);
        CHECK(config.error().is(Errc::invalid_input));
        CHECK(config.error().message.starts_with("service must be 1 to 63 of a-z, 0-9 and -"));
    }
    CHECK(load_configuration({.service = "psyfit-api"})->service == "psyfit-api");
}

TEST_CASE("an organization at Sentry means nothing without a project and a token") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "web.json";
    const auto load = [&](const std::string& rest) {
        write_file(file, R"({"notify": {"sentry_organization": "o")" + rest + "}}");
        return load_configuration({.config = file});
    };

    for (const auto* rest :
         {"", R"(, "sentry_projects": ["web"])", R"(, "sentry_token_file": "/etc/sentry")"}) {
        const auto config = load(rest);
        REQUIRE_FALSE(config);
        CHECK(config.error().is(Errc::invalid_input));
        CHECK(config.error().message ==
              file.string() + ":1:13: notify.sentry_organization needs notify.sentry_projects and "
                              "notify.sentry_token_file beside it");
    }
    CHECK(load(R"(, "sentry_token_file": "/t", "sentry_projects": ["web"])"));
}
