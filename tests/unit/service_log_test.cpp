// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <deploy/service_log.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

struct Logs : ServiceOnHost {
    Result<ServiceLog> log(const std::optional<std::string>& container = {}) {
        return service_log(config, process.ports(), container, 10);
    }
};

} // namespace

TEST_CASE("the log is that of what serves, and nothing is changed") {
    Logs on;
    on.serve("web-by-hand");

    const auto log = on.log();

    REQUIRE(log);
    CHECK(log->container.name == "web-by-hand");
    CHECK(log->text == "booting");
    CHECK(on.host.mutations == 0);
}

TEST_CASE("a container of the service is known by its label, its name or its route") {
    Logs on;
    on.serve("web-by-hand");
    on.host.add("psyfit-web-1b2c3d4", "psyfit-local:old", false);
    on.host.add("labelled", "psyfit-local:old", false).labels = {
        {std::string{label::service}, "psyfit-web"}};
    on.host.add("psyfit-web-api-1", "psyfit-local:old", true).labels = {
        {std::string{label::service}, "psyfit-web-api"}};
    on.host.add("psyfit-db", "psyfit-local:old", true);

    for (const auto* ours : {"psyfit-web-1b2c3d4", "labelled", "web-by-hand"})
        CHECK(on.log(ours));
    for (const auto* foreign : {"psyfit-db", "psyfit-web-api-1", "no-such"}) {
        CAPTURE(foreign);
        const auto log = on.log(foreign);
        REQUIRE_FALSE(log);
        CHECK(log.error().is(Errc::invalid_input));
    }
}

TEST_CASE("where nothing serves there is no log of it") {
    Logs on;

    const auto log = on.log();

    REQUIRE_FALSE(log);
    CHECK(log.error().is(Errc::precondition));
    CHECK(log.error().fix == "psyfit-deploy status");
}
