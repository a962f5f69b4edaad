// SPDX-License-Identifier: MIT
// This host, as the doctor sees it.
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <deploy/machine.hpp>
#include <doctest/doctest.h>
#include <iostream>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

using namespace deploy;
using namespace deploy::test;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds patience{10'000};

void require(bool done, const char* what) {
    if (!done)
        throw std::system_error{errno, std::generic_category(), what};
}

/// The one name server of this process, which takes questions and is silent. In a mount namespace
/// that the process must have to itself.
class SilentNameServer {
public:
    SilentNameServer() : socket_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_port = htons(53);
        require(::inet_pton(AF_INET, address, &here.sin_addr) == 1, "inet_pton");
        require(::bind(socket_, reinterpret_cast<const sockaddr*>(&here), sizeof here) == 0,
                "bind");
        const auto file = folder_.path() / "resolv.conf";
        write_file(file, std::string{"nameserver "} + address + "\n");
        require(::unshare(CLONE_NEWNS) == 0, "unshare");
        require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount /");
        require(::mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0,
                "mount resolv.conf");
    }
    ~SilentNameServer() { ::close(socket_); }
    SilentNameServer(const SilentNameServer&) = delete;
    SilentNameServer& operator=(const SilentNameServer&) = delete;

private:
    static constexpr const char* address = "127.0.0.77";

    int socket_;
    TemporaryFolder folder_;
};

/// Runs it in a process of its own, and gives what it returned; 2 when it threw.
int exit_code_of(int (*part)()) {
    const auto child = ::fork();
    require(child >= 0, "fork");
    if (child == 0) {
        try {
            std::_Exit(part());
        } catch (const std::exception& error) {
            std::cerr << error.what() << std::endl;
            std::_Exit(2);
        }
    }
    int status = 0;
    require(::waitpid(child, &status, 0) == child, "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

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
    const auto own = machine->addresses();
    REQUIRE(own);
    CHECK(std::ranges::find(*own, "127.0.0.1") == own->end());
}

TEST_CASE("a name server that never answers is waited for as long as was said") {
    if (::geteuid() != 0) {
        std::cout << "[skipped] a name server that never answers: root can name one\n";
        return;
    }
    CHECK(exit_code_of([] {
              const SilentNameServer server;
              const auto found = make_machine()->resolve("example.com", milliseconds{20});
              return !found && found.error().is(Errc::timed_out) ? 0 : 1;
          }) == 0);
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
