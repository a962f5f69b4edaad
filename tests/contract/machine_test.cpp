// SPDX-License-Identifier: MIT
// This host, as the doctor sees it.
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/machine.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds patience{10'000};

} // namespace

TEST_CASE("the machine tells how full a disk is") {
    const auto machine = make_machine();

    const auto space = machine->disk("/");

    REQUIRE(space);
    CHECK(space->total > 0);
    CHECK(space->available >= 0);
    CHECK(space->available <= space->total);
    CHECK(space->inodes_available <= space->inodes);
    CHECK(machine->disk("/nonexistent/folder").error().is(Errc::not_found));
}

TEST_CASE("the machine runs a program, keeps what it says, and ends one that takes too long") {
    const auto machine = make_machine();

    const auto end = machine->run({"sh", "-c", "echo out; echo err >&2; exit 7"}, patience);

    REQUIRE(end);
    CHECK(end->exit_code == 7);
    CHECK(end->output.find("out\n") != std::string::npos);
    CHECK(end->output.find("err\n") != std::string::npos);
    CHECK(machine->run({"no-such-program-here"}, patience).error().is(Errc::not_found));
    CHECK(machine->run({"sleep", "600"}, milliseconds{1}).error().is(Errc::timed_out));
    CHECK(machine->run({"sh", "-c", "yes | head -c 300000"}, patience)->output.size() < 65'537);
}

TEST_CASE("the machine looks up names, and knows addresses of its own") {
    const auto machine = make_machine();

    const auto local = machine->resolve("localhost", patience);

    REQUIRE(local);
    CHECK(std::ranges::any_of(
        *local, [](const auto& address) { return address == "127.0.0.1" || address == "::1"; }));
    CHECK_FALSE(machine->resolve("no-such-host.invalid", patience));
    CHECK(machine->resolve("no-such-host.invalid", milliseconds{0}).error().is(Errc::timed_out));
    const auto own = machine->addresses();
    REQUIRE(own);
    CHECK(std::ranges::find(*own, "127.0.0.1") == own->end());
}

TEST_CASE("the machine lists and reads files") {
    const auto machine = make_machine();
    const TemporaryFolder folder;
    write_file(folder.path() / "one", "text\n");
    std::filesystem::create_directory(folder.path() / "below");

    const auto files = machine->files(folder.path());

    REQUIRE(files);
    REQUIRE(files->size() == 1);
    CHECK(files->front().name == "one");
    CHECK(files->front().size == 5);
    CHECK(files->front().modified > std::chrono::system_clock::now() - std::chrono::hours{1});
    CHECK(machine->read(folder.path() / "one").value() == "text\n");
    CHECK(machine->read(folder.path() / "two").error().is(Errc::not_found));
    CHECK(machine->files(folder.path() / "none").error().is(Errc::not_found));
}

TEST_CASE("the machine names its timezone where it has one") {
    const auto zone = make_machine()->timezone();

    if (zone)
        CHECK_FALSE(zone->empty());
    else
        CHECK(zone.error().is(Errc::not_found));
}
