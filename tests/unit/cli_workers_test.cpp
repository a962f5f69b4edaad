// SPDX-License-Identifier: MIT
#include "console/workers_text.hpp"
#include "options.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;

namespace {

std::string shown(const WorkersReport& report) {
    std::ostringstream out;
    print_workers(out, report, {}, {});
    return out.str();
}

Workers two_queues() {
    return {.container = "web-2",
            .queues = {{.name = "default", .waiting = 1234, .was_paused = true, .paused = true},
                       {.name = "mailers", .waiting = 2, .was_paused = false, .paused = true}}};
}

} // namespace

TEST_CASE("the queues are shown with their state") {
    CHECK(shown({two_queues()}) == "queue    state   waiting  \n"
                                   "default  paused  1,234    \n"
                                   "mailers  paused  2        \n");
}

TEST_CASE("a pause says what was so before, and what failed") {
    auto workers = two_queues();
    workers.queues.push_back({.name = "bad", .error = "E: \x1b[31mno"});
    const auto text = shown({workers, WorkersAction::pause});
    CHECK(text.find("default  paused   1,234    was so before\n") != std::string::npos);
    CHECK(text.find("bad      unknown  0        failed: E: ") != std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("a dry run says what would be done") {
    auto workers = two_queues();
    workers.queues[1].paused = false;
    const auto text = shown({workers, WorkersAction::pause, true});
    CHECK(text.find("default  paused   1,234    stays as it is\n") != std::string::npos);
    CHECK(text.find("mailers  running  2        would be paused\n") != std::string::npos);
}

TEST_CASE("no queue at all is said so") {
    CHECK(shown({{.container = "web-2"}}) == "No queues found in web-2\n");
}

TEST_CASE("workers takes a command, and names of queues") {
    const std::vector<std::string> pause{"workers", "pause", "--queue",  "a",
                                         "--queue", "b",     "--dry-run"};
    const auto options = parse_options(pause);
    REQUIRE(options.has_value());
    CHECK(options->command == Command::workers_pause);
    CHECK(options->queues == std::vector<std::string>{"a", "b"});
    CHECK(options->dry_run);

    const auto incomplete = parse_options(std::vector<std::string>{"workers"});
    CHECK(incomplete.error().message == "workers needs a command: status, pause or resume");
}
