// SPDX-License-Identifier: MIT
// A server of its own: sshd, the git origin, the Docker Engine, its containers and its network are
// in namespaces of their own, which a cable joins to the runner's. Nothing but ssh leads there.
#include "e2e/action_runner.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"
#include "e2e/server_access.hpp"
#include "kill/own_engine.hpp"

#include <cstdlib>
#include <iostream>
#include <sys/mount.h>
#include <unistd.h>

using namespace deploy::test;

namespace {

constexpr std::size_t storage = std::size_t{900} << 20U;
constexpr auto server_address = "10.213.0.1";
constexpr auto runner_address = "10.213.0.2";
constexpr auto jobs_addresses = "10.213.1.0/24";
constexpr auto engine_socket = "/var/run/docker.sock";

std::string obstacle() {
    if (std::getenv("DEPLOY_TEST_OWN_ENGINE") == nullptr) // NOLINT(concurrency-mt-unsafe)
        return "the cable would end in the machine's network; tests/engine.sh has its own";
    return OwnEngine::missing();
}

/// The runner: the engine and the network of whoever started this program. It stays there while
/// this process moves to the server.
class Runner {
public:
    Runner() {
        docker_there({"network", "create", "--label", "psyfit.test=" + id_, "--subnet",
                      jobs_addresses, network()});
    }
    ~Runner() {
        ::setenv("DOCKER_HOST", host().c_str(), 1); // what is removed after this is there, too
        run({"docker", "network", "rm", network()});
        run(at_the_runner({"ip", "link", "delete", "runner"}));
    }
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    [[nodiscard]] ActionRunner::Engine engine() const { return {host(), network()}; }
    std::string docker_there(Words words) const {
        words.insert(words.begin(), "docker");
        return output_of(words, {.environment = {{"DOCKER_HOST", host()}}});
    }
    /// Joins it to the namespace that this process is in by now.
    void lay_cable() const {
        const auto there = std::to_string(parent_);
        ip({"link", "add", "server", "type", "veth", "peer", "name", "runner", "netns", there});
        ip({"address", "add", std::string{server_address} + "/30", "dev", "server"});
        ip({"link", "set", "server", "up"});
        output_of(at_the_runner(
            {"ip", "address", "add", std::string{runner_address} + "/30", "dev", "runner"}));
        output_of(at_the_runner({"ip", "link", "set", "runner", "up"}));
        ip({"route", "add", jobs_addresses, "via", runner_address});
    }

private:
    [[nodiscard]] std::string host() const {
        return "unix:///proc/" + std::to_string(parent_) + "/root" + socket_;
    }
    [[nodiscard]] std::string network() const { return "psyfit-test-" + id_; }
    static void ip(Words words) {
        words.insert(words.begin(), "ip");
        output_of(words);
    }
    [[nodiscard]] Words at_the_runner(Words words) const {
        words.insert(words.begin(), {"nsenter", "--net", "--target", std::to_string(parent_)});
        return words;
    }

    pid_t parent_ = ::getppid();
    /// Without links: they would lead out of the root that is named before.
    std::string socket_ = std::filesystem::canonical(engine_socket).string();
    std::string id_ = new_world_id();
};

/// The engine of the server, at the usual place.
struct Server {
    OwnEngine engine{storage};

    Server() {
        if (::mount(engine.socket().c_str(), engine_socket, nullptr, MS_BIND, nullptr) != 0)
            throw std::runtime_error{"the server's engine cannot be put in its place"};
    }
    ~Server() { ::umount2(engine_socket, MNT_DETACH); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
};

bool has_image(const std::string& id) {
    return run({"docker", "image", "inspect", id}).exit_code == 0;
}

} // namespace

TEST_CASE("a push to main is live on a server with an engine of its own and nothing else") {
    if (const auto why = obstacle(); !why.empty())
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name << ": "
                  << why << std::endl;
    if (!obstacle().empty() || Load::skipped())
        return;
    const Runner runner;
    const auto image = docker({"image", "inspect", "--format", "{{.Id}}", ActionRunner::image()});
    const Server server;
    runner.lay_cable();
    {
        World world;
        world.config["release"] = {{"command", boost::json::array{"migrate"}}};
        const auto incumbent = world.start_by_hand();
        const ServerAccess access{world, server_address};
        access.uninstall();
        world.repository().move_origin_into_checkout();
        ActionRunner step{world, runner.engine()};
        REQUIRE_FALSE(has_image(image));
        Load load{{.address = world.proxy_address(), .port = 80, .host = world.host(), .rate = 90}};
        world.repository().commit({{"version", "2"}, {"boot_ms", "300"}});

        const auto done = step.run({{"HOST", access.address()},
                                    {"PORT", std::to_string(access.sshd().port())},
                                    {"USER", "root"},
                                    {"SSH_KEY", read_file(access.sshd().client_key())},
                                    {"KNOWN_HOSTS", access.known_hosts()},
                                    {"CONFIG", (world.root() / "config.json").string()}});

        const auto report = load.stop();
        CHECK_MESSAGE(done.exit_code == 0, done.log);
        CHECK(done.outputs.at("result") == "deployed");
        CHECK(done.outputs.at("container") == world.routed()->name);
        expect_live(world, "2", incumbent);
        CHECK_MESSAGE(report.lost() == 0, report.text());
        CHECK_MESSAGE(has_image(image), "the action's image has crossed the connection");
        const auto there = runner.docker_there({"ps", "--all", "--format", "{{.Names}}"});
        CHECK(there.find(world.service()) == std::string::npos);
    }
    Place::leave(); // while its engine lives
}
