// SPDX-License-Identifier: MIT
#include "console/error_text.hpp"
#include "console/receipt_text.hpp"

#include <boost/json/serialize.hpp>
#include <deploy/run_end.hpp>
#include <deploy/verdict.hpp>
#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;
using namespace std::chrono_literals;

namespace {

Outcome outcome(State state) {
    Outcome out;
    out.state = state;
    out.release = {.id = "20261124-201500-3f9a",
                   .service = "web",
                   .revision = "3f2a9c1d00000000",
                   .image = "app:3f2a9c1d0000",
                   .candidate = "web-3f2a9c1-9c04"};
    out.release.incumbent =
        Incumbent{.id = "1", .name = "web-1b2c3d4-77aa", .revision = "1b2c3d4e"};
    return out;
}

Outcome turned_back(State in, Errc errc) {
    auto out = outcome(State::reverted);
    out.turned_back_in = in;
    out.error = Error{errc, "no luck"};
    return out;
}

std::string receipt(const Outcome& out) {
    std::ostringstream text;
    print_receipt(text, out, {.unicode = false});
    return text.str();
}

} // namespace

TEST_CASE("an error has three parts, and a part that is empty is left out") {
    std::ostringstream all;
    std::ostringstream one;

    print_error(all, Error{Errc::build_failed, "no image\nlast line", "mend it"}, "old one", {});
    print_error(one, Error{Errc::internal, "odd"}, "", {});

    CHECK(all.str() == "error: no image\n  last line\nserves: old one\nfix: mend it\n");
    CHECK(one.str() == "error: odd\n");
}

TEST_CASE("colours surround the names of an error's parts only") {
    std::ostringstream text;

    print_error(text, Error{Errc::internal, "odd"}, "", {.colour = true});

    CHECK(text.str() == "\x1b[1;31merror:\x1b[0m odd\n");
}

TEST_CASE("an error for programs carries its exit code") {
    const auto document = to_json(run_end(Error{Errc::locked, "taken"}, {}));

    CHECK(document.at("exit_code") == 8);
    CHECK(document.at("error").at("message") == "taken");
}

TEST_CASE("what serves depends on how far the deployment got") {
    CHECK(what_serves(turned_back(State::gating, Errc::unhealthy)) ==
          "web-1b2c3d4-77aa (commit 1b2c3d4) still serves; no request was moved");
    CHECK(what_serves(turned_back(State::gating, Errc::cancelled)) ==
          "web-1b2c3d4-77aa (commit 1b2c3d4) still serves; no request was moved");
    CHECK(what_serves(turned_back(State::switching, Errc::unhealthy)) ==
          "web-1b2c3d4-77aa (commit 1b2c3d4) still serves; no request was moved");
    CHECK(what_serves(turned_back(State::verifying, Errc::unhealthy)) ==
          "web-1b2c3d4-77aa (commit 1b2c3d4) serves again; traffic was moved back to it");
    auto stuck = outcome(State::stuck);
    CHECK(what_serves(stuck) ==
          "web-1b2c3d4-77aa (commit 1b2c3d4) still serves; no request was moved");
    stuck.revert_error = Error{Errc::conflict, "somebody routes to the candidate"};
    CHECK(what_serves(stuck) == "not known for certain; the way back failed");
    stuck = outcome(State::stuck);
    stuck.reached = State::switching;
    CHECK(what_serves(stuck) == "not known for certain; the way back failed");
    auto first = turned_back(State::gating, Errc::unhealthy);
    first.release.incumbent.reset();
    CHECK(what_serves(first) == "nothing, as before: web has no route");
}

TEST_CASE("the failure of a deployment names the state and always has a fix") {
    const auto failed = failure_of(turned_back(State::gating, Errc::unhealthy));
    const auto cancelled = failure_of(turned_back(State::building, Errc::cancelled));
    auto stuck = turned_back(State::verifying, Errc::unhealthy);
    stuck.state = State::stuck;
    stuck.revert_error = Error{Errc::unreachable, "proxy gone", "start it"};

    CHECK(failed.message == "gating: no luck");
    CHECK_FALSE(failed.fix.empty());
    CHECK(cancelled.message == "no luck");
    CHECK(cancelled.fix == "psyfit-deploy deploy");
    CHECK(failure_of(stuck).message ==
          "verifying: no luck\nthe way back failed as well: proxy gone");
    CHECK(failure_of(stuck).fix == "start it, then psyfit-deploy recover");
    stuck.error.reset();
    stuck.turned_back_in.reset();
    CHECK(failure_of(stuck).message ==
          "a deployment that was interrupted could not be undone\nthe way back failed as well: "
          "proxy gone");
}

TEST_CASE("the receipt tells all that a person asks after a deployment") {
    auto live = outcome(State::live);
    live.receipt.total = 12'300ms;
    live.receipt.time_in = {{State::building, 10'000ms}, {State::switching, 8ms}};
    live.receipt.traffic = {.sent = 5123, .failed = 0, .longest_gap = 12ms};
    live.receipt.answered_by = "3f2a9c1d0000:3000";
    live.release.environment = {.added = {"A"}, .changed = {}, .dropped = {"OLD"}};

    CHECK(receipt(live) == R"(live         web-3f2a9c1-9c04
commit       3f2a9c1d00000000
image        app:3f2a9c1d0000
replaced     web-1b2c3d4-77aa (commit 1b2c3d4), stopped and kept
time         12.3s in all
             building     10.0s  ##############################
             switching      8ms  #
requests     5,123 sent, 0 failed, longest gap 12ms
answered by  3f2a9c1d0000:3000, as the proxy's log has it
env added    A
env dropped  OLD
way back     psyfit-deploy rollback web-1b2c3d4-77aa
)");
    CHECK(receipt_line(live) == "live: web-3f2a9c1-9c04 (commit 3f2a9c1) in 12.3s, requests: "
                                "5,123 sent, 0 failed");
}

TEST_CASE("the receipt of a deployment that turned back offers no way back and names what serves") {
    const auto text = receipt(turned_back(State::gating, Errc::unhealthy));

    CHECK(
        text.starts_with("reverted     web-3f2a9c1-9c04 (commit 3f2a9c1)\nserves       web-1b2c"));
    CHECK(text.find("rollback") == std::string::npos);
}

TEST_CASE("colours move no column of a receipt") {
    std::ostringstream text;
    print_receipt(text, outcome(State::live), {.colour = true});

    CHECK(text.str().starts_with("\x1b[32mlive         \x1b[0m\x1b[1mweb-3f2a9c1-9c04\x1b[0m\n"));
}

TEST_CASE("a lost request is told with its first failure") {
    auto live = outcome(State::live);
    live.receipt.traffic = {.sent = 10, .failed = 1, .first_failure = "status 502"};

    CHECK(receipt(live).find("1 failed") != std::string::npos);
    CHECK(receipt(live).find("first failure: status 502") != std::string::npos);
}

TEST_CASE("text from outside in a receipt cannot drive the terminal") {
    auto live = outcome(State::live);
    live.release.incumbent->name = "web\x1b[2J";
    live.receipt.traffic = {.sent = 1, .failed = 1, .first_failure = "bad \x1b]0;x"};
    live.release.environment.added = {"KEY\x07"};

    const auto text = receipt(made_safe(live, SafeText{}));

    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("web\\x1b[2J") != std::string::npos);
}

TEST_CASE("traffic was moved back only where the interrupted deployment had begun to switch") {
    auto out = outcome(State::reverted);
    out.reached = State::gating;
    CHECK(what_serves(out).find("moved back") == std::string::npos);

    out.reached = State::switching;
    CHECK(what_serves(out).find("traffic was moved back to it") != std::string::npos);
}
