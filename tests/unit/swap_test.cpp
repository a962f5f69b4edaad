// SPDX-License-Identifier: MIT
// The moment in which a restored database takes the place of the live one, on a server in memory
// whose answers can be lost.
#include "operations/backup/postgres.hpp"
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace deploy;
using namespace deploy::test;

namespace {

struct Server : ServiceOnHost {
    std::set<std::string> databases{"live", "fresh"};
    int swaps = 0;               ///< So often it was asked to.
    int busy = 0;                ///< So often other users are connected.
    std::optional<Error> lost{}; ///< What became of the answer to the swap, which was done.
    bool away = false;           ///< Nothing is answered after it.
    std::stop_source stop;

    Server() {
        host.add("psyfit-db", "psyfit-local:old", true);
        host.programs = [this](const ContainerCommand& command) { return answer(command); };
    }

    Result<CommandEnd> answer(const ContainerCommand& command) {
        const auto& sql = command.arguments.back();
        if (sql.find("RENAME") != std::string::npos)
            return swap(command);
        if (away)
            return Error{Errc::unreachable, "the engine is away"};
        for (const auto& name : databases)
            if (sql.find("'" + name + "'") != std::string::npos)
                if (auto taken = command.output("1\n"); !taken)
                    return taken.error();
        return CommandEnd{};
    }

    Result<CommandEnd> swap(const ContainerCommand& command) {
        ++swaps;
        CHECK_MESSAGE(!command.stop.stop_possible(), "it cannot be cut off");
        if (swaps <= busy)
            return CommandEnd{1,
                              "ERROR:  55006: database \"live\" is being accessed by other users"};
        if (!databases.contains("fresh"))
            return CommandEnd{1, "ERROR:  42P04: database \"aside\" already exists"};
        databases = {"live", "aside"};
        return lost ? Result<CommandEnd>{*lost} : CommandEnd{};
    }

    Result<> go() {
        auto postgres = Postgres::find(config, process.ports(), stop.get_token());
        REQUIRE(postgres);
        return postgres->swap("live", "fresh", "aside");
    }
};

} // namespace

TEST_CASE("without a database here there is nothing to swap, and the setting is named") {
    Server on;
    on.config.database.container.clear();

    const auto found = Postgres::find(on.config, on.process.ports(), {});

    REQUIRE_FALSE(found);
    CHECK(found.error().is(Errc::precondition));
    CHECK(found.error().fix.find("database.container") != std::string::npos);
}

TEST_CASE("databases are swapped once, and again only while others are connected") {
    Server at_once;
    CHECK(at_once.go());
    CHECK(at_once.swaps == 1);

    Server busy;
    busy.busy = 3;
    CHECK(busy.go());
    CHECK(busy.swaps == 4);

    Server refused;
    refused.databases = {"live"};
    CHECK_FALSE(refused.go());
    CHECK_MESSAGE(refused.swaps == 1, "what was refused is not asked for again");
}

TEST_CASE("a lost answer to the swap is read back, never guessed") {
    for (const auto what : {Errc::timed_out, Errc::unknown_outcome, Errc::cancelled}) {
        Server lost;
        lost.lost = Error{what, "the answer was lost"};
        CHECK_MESSAGE(lost.go(), "it was done");
        CHECK(lost.swaps == 1);

        Server away;
        away.lost = Error{what, "the answer was lost"};
        away.away = true;
        CHECK(away.go().error().is(Errc::unknown_outcome));
        CHECK(away.swaps == 1);
    }
}

TEST_CASE("a database that takes a free place is renamed, and a lost answer is read back, too") {
    Server lost;
    lost.databases = {"fresh"};
    lost.lost = Error{Errc::timed_out, "the answer was lost"};
    auto postgres = Postgres::find(lost.config, lost.process.ports(), lost.stop.get_token());
    REQUIRE(postgres);
    CHECK(postgres->rename("fresh", "live"));
    CHECK(lost.swaps == 1);
}

TEST_CASE("who asked to stop before the swap finds nothing swapped") {
    Server server;
    server.stop.request_stop();
    CHECK(server.go().error().is(Errc::cancelled));
    CHECK(server.swaps == 0);
}
