// SPDX-License-Identifier: MIT
#include "console/report.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;
using namespace std::chrono_literals;

namespace {

Container container(std::string name) {
    Container out;
    out.id = "abc";
    out.name = std::move(name);
    out.image = "app:1";
    out.status = "running";
    out.running = true;
    out.started_at = "2026-11-24T20:15:00.123456789Z";
    return out;
}

Status serving() {
    Status status;
    status.service = "web";
    status.route = Route{.service = "web", .target = "abc:3000"};
    status.container = container("web-2");
    status.revision = "3f2a9c1d00";
    status.answer = Answer{.status = 200};
    status.answered_in = 7ms;
    status.rollback = {{.container = container("web-1"),
                        .revision = "1b2c3d4e",
                        .last_live = "2026-11-23T20:15:00.250Z"}};
    return status;
}

template <class Print>
std::string shown(Print print) {
    std::ostringstream out;
    print(out);
    return out.str();
}

} // namespace

TEST_CASE("a service without a route has no answer, and says why") {
    Status status;
    status.service = "web";

    const auto text = shown([&](auto& out) { print_status(out, status, {}, {}); });

    CHECK(text.find("none: there is no route\n") != std::string::npos);
}

TEST_CASE("status tells route, container, answer and the ways back") {
    const auto text = shown([](auto& out) { print_status(out, serving(), {}, {}); });

    CHECK(text == R"(service      web: serving
route        abc:3000
container    web-2 (commit 3f2a9c1)
image        app:1
state        running, since 2026-11-24T20:15:00Z
answer       status 200 in 7ms

can be rolled back to  commit   last live
web-1                  1b2c3d4  2026-11-23T20:15:00Z
)");
}

TEST_CASE("status says why nothing serves and what a crash left") {
    Status status;
    status.service = "web";
    status.answer_error = "no connection";
    status.unfinished = true;

    const auto text = shown([&](auto& out) { print_status(out, status, {}, {}); });

    CHECK(text == R"(service      web: not serving
route        none: the proxy does not know web
answer       none: no connection
unfinished   psyfit-deploy recover finishes what was left
)");
}

TEST_CASE("a plan shows hostile commit subjects harmless and says when memory is short") {
    Plan plan;
    plan.release = {.kind = Kind::deploy, .service = "web", .image = "app:2"};
    plan.release.incumbent = Incumbent{.id = "1", .name = "web-1"};
    plan.commits = {{.id = "3f2a9c1d00", .subject = "bad \x1b]0;x\x07", .author = "A"}};
    plan.memory_needed = 3LL << 30;
    plan.memory_available = 1LL << 30;

    const auto text = shown([&](auto& out) { print_plan(out, plan, {}, {}); });

    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("commits      3f2a9c1 bad \\x1b]0;x\\x07 (A)\n") != std::string::npos);
    CHECK(text.find("image        app:2, to be built\n") != std::string::npos);
    CHECK(text.find("environment  as it is\n") != std::string::npos);
    CHECK(text.find("1.0 GiB available: does not fit\n") != std::string::npos);
}

TEST_CASE("history is a table that fits in 80 columns") {
    HistoryEntry entry;
    entry.release = {.id = "20261124-201500-3f9a", .kind = Kind::rollback, .revision = "3f2a9c1d"};
    entry.release.by = "haruto-yamada";
    entry.state = State::reverted;
    entry.cause = "no answer from the candidate in 120 seconds, and a good many words more on why";
    entry.ended_at = "2026-11-24T20:15:30.000Z";
    entry.receipt = Receipt{.traffic = {.sent = 5123, .failed = 0}, .total = 12'300ms};
    HistoryEntry crashed = entry;
    crashed.state = State::gating;
    crashed.receipt.reset();

    const auto text = shown([&](auto& out) {
        print_history(out, std::vector<HistoryEntry>{entry, crashed}, {}, {});
    });

    CHECK(text.find("20261124-201500-3f9a  rollback  3f2a9c1  reverted") != std::string::npos);
    CHECK(text.find("0/5,123  haruto-ya") != std::string::npos);
    CHECK(text.find("unfinished") != std::string::npos);
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 80);
    CHECK(shown([](auto& out) { print_history(out, {}, {}, {}); }) == "no deployment yet\n");
}

TEST_CASE("a clean-up tells what goes, what stays and why, and what could not be removed") {
    Cleanup done{.service = "web"};
    done.gone = {{.id = "1", .name = "web-1", .why = "it was never started"},
                 {.kind = CleanupItem::Kind::image,
                  .id = "sha256:2",
                  .name = "web:2",
                  .why = "only the newest 2 stay",
                  .bytes = 3LL << 20,
                  .failure = Error{Errc::conflict, "in use"}}};
    done.kept = {{.id = "3", .name = "web-3", .why = "the proxy routes to it"}};

    const auto would = shown([&](auto& out) { print_cleanup(out, done, Changes::told, {}, {}); });
    done.build_cache = 2LL << 20;
    done.freed = 5LL << 20;
    const auto did = shown([&](auto& out) { print_cleanup(out, done, Changes::made, {}, {}); });

    CHECK(did == R"(         what       name   size   why
removed  container  web-1  -      it was never started
failed   image      web:2  3 MiB  in use
stays    container  web-3  -      the proxy routes to it
web: 1 removed, 1 failed, 1 stay; 5 MiB freed, 2 MiB of it build cache
)");
    CHECK(would.find("would go  container  web-1") != std::string::npos);
    CHECK(would.find("not known beforehand") != std::string::npos);
}

TEST_CASE("a diagnosis has one line a check, and the verdict last") {
    Diagnosis diagnosis;
    diagnosis.checks = {{.id = "engine", .detail = "Docker 20"},
                        {.id = "dns", .finding = CheckStatus::skip, .detail = "no name"},
                        {.id = "proxy",
                         .finding = CheckStatus::fail,
                         .detail = "gone\nfor good",
                         .fix = "psyfit-deploy recover"},
                        {.id = "disk", .finding = CheckStatus::warn, .detail = "91%"}};

    const auto text = shown(
        [&](auto& out) { print_diagnosis(out, diagnosis, {}, {}, "psyfit-deploy --config x"); });

    CHECK(text == R"([ok]   engine: Docker 20
[skip] dns: no name
[fail] proxy: gone for good -> psyfit-deploy --config x recover
[warn] disk: 91%
not well: 1 of 4 checks failed, 1 warning
)");
    diagnosis.checks.erase(diagnosis.checks.begin() + 2);
    CHECK(shown([&](auto& out) {
              print_diagnosis(out, diagnosis, {}, {});
          }).ends_with("\nwell: 3 checks, 1 warning\n"));
}
