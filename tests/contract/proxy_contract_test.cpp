// SPDX-License-Identifier: MIT
// The contract, and the facts that the adapter relies on, against the real kamal-proxy v0.9.2.
#include "adapters/kamal_proxy_state.hpp"
#include "contract/proxy_sandbox.hpp"
#include "helpers/result_text.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

using namespace deploy;
using namespace deploy::test;

namespace {

/// One proxy for all cases, without services at the begin of each; nothing where it is impossible.
struct Real {
    static ProxySandbox* shared() {
        static const auto made =
            ProxySandbox::possible() ? std::make_unique<ProxySandbox>() : nullptr;
        return made.get();
    }
    ProxySandbox* sandbox = shared();

    ~Real() {
        if (sandbox == nullptr)
            return;
        sandbox->command({"remove", "web"});
        sandbox->command({"remove", "other"});
    }
};

Result<> noted(std::string_view /*operation*/) { return {}; }

/// Whether the proxy's container runs a `kamal-proxy deploy`.
bool deploys(DockerExec& exec, const std::string& proxy) {
    return std::ranges::any_of(exec.processes(proxy).value(), [](const std::string& command) {
        return command.find("kamal-proxy deploy web") != std::string::npos;
    });
}

std::string stated(const ProxySandbox& sandbox, const std::string& format) {
    return docker_client({"inspect", "--format", format, sandbox.name("proxy")}).out;
}

} // namespace

#define REAL_CASE(text, part)                                                                      \
    TEST_CASE_FIXTURE(Real, text) {                                                                \
        if (sandbox != nullptr)                                                                    \
            part(sandbox->world());                                                                \
    }
REAL_CASE("an unknown service has no route", an_unknown_service_has_no_route)
REAL_CASE("a switch is read back", a_switch_is_read_back)
REAL_CASE("the same switch again succeeds", the_same_switch_again_succeeds)
REAL_CASE("an unhealthy target leaves the former route",
          an_unhealthy_target_leaves_the_former_route)
REAL_CASE("a switch that cannot be noted has no effect",
          a_switch_that_cannot_be_noted_has_no_effect)
REAL_CASE("a finished operation is settled", a_finished_operation_is_settled)
REAL_CASE("the target that answered is told", the_target_that_answered_is_told)
REAL_CASE("a removed service has no route", a_removed_service_has_no_route)

TEST_CASE_FIXTURE(Real, "a switch keeps every option that somebody else has set") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    const auto deployed = sandbox->command({"deploy",
                                            "web",
                                            "--target=" + world.target,
                                            "--host=a.test",
                                            "--host=b.test",
                                            "--strip-path-prefix=false",
                                            "--tls-redirect=false",
                                            "--canonical-host=b.test",
                                            "--tls-acme-cache-path=/tmp/acme",
                                            "--writer-affinity-timeout=1500ms",
                                            "--read-target-websockets=true",
                                            "--target-timeout=7s",
                                            "--buffer-requests=true",
                                            "--buffer-responses=true",
                                            "--buffer-memory=2048",
                                            "--max-request-body=4096",
                                            "--max-response-body=8192",
                                            "--log-request-header=X-A",
                                            "--log-request-header=X-B",
                                            "--log-response-header=X-C",
                                            "--forward-headers=false",
                                            "--scope-cookie-paths=true",
                                            "--health-check-path=/up",
                                            "--health-check-port=80",
                                            "--health-check-interval=250ms",
                                            "--health-check-timeout=3s",
                                            "--health-check-host=h.test",
                                            "--tls-staging=true"});
    REQUIRE_MESSAGE(deployed.exit_code == 0, deployed.err);
    const auto before = world.proxy.route("web");
    REQUIRE(before);
    REQUIRE(*before);

    REQUIRE(world.proxy.route_to((*before)->to(world.second_target), noted));

    const auto after = world.proxy.route("web");
    REQUIRE(after);
    CHECK((*after)->target == world.second_target);
    CHECK(boost::json::serialize((*after)->options) == boost::json::serialize((*before)->options));
}

TEST_CASE_FIXTURE(Real, "the proxy itself forgets the options that are not said again") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    REQUIRE(world.proxy.route_to(world.route(), noted));
    REQUIRE(sandbox->status_of("a.test") == 200);

    REQUIRE(sandbox->command({"deploy", "web", "--target=" + world.target, "--host=b.test"})
                .exit_code == 0);

    CHECK(sandbox->status_of("a.test") == 404);
    CHECK(sandbox->status_of("b.test") == 200);
}

TEST_CASE_FIXTURE(Real, "a host of another service is a conflict and changes nothing") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    REQUIRE(world.proxy.route_to(world.route(), noted));
    auto other = world.route().to(world.second_target);
    other.service = "other";

    const auto switched = world.proxy.route_to(other, noted);

    REQUIRE_FALSE(switched);
    CHECK(switched.error().is(Errc::conflict));
    CHECK((*world.proxy.route("web"))->target == world.target);
    CHECK_FALSE(*world.proxy.route("other"));
}

TEST_CASE_FIXTURE(Real, "a paused or stopped service is told, and stays so over a switch") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    REQUIRE(world.proxy.route_to(world.route(), noted));
    sandbox->command({"stop", "web"});
    CHECK((*world.proxy.route("web"))->traffic == Traffic::stopped);

    REQUIRE(world.proxy.route_to(world.route().to(world.second_target), noted));

    CHECK((*world.proxy.route("web"))->traffic == Traffic::stopped);
    sandbox->command({"resume", "web"});
    sandbox->command({"pause", "web"});
    CHECK((*world.proxy.route("web"))->traffic == Traffic::paused);
    sandbox->command({"resume", "web"});
}

TEST_CASE_FIXTURE(Real, "readers and a rollout with a split are told as further targets") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    sandbox->command({"deploy", "web", "--target=" + world.target,
                      "--read-target=" + world.second_target, "--host=a.test"});
    CHECK((*world.proxy.route("web"))->other_targets == std::vector{world.second_target});
    CHECK_FALSE(world.proxy.route_to(**world.proxy.route("web"), noted));

    sandbox->command({"deploy", "web", "--target=" + world.target, "--host=a.test"});
    sandbox->command({"rollout", "deploy", "web", "--target=" + world.second_target});
    CHECK((*world.proxy.route("web"))->other_targets.empty());
    sandbox->command({"rollout", "set", "web", "--percent=10"});
    CHECK((*world.proxy.route("web"))->other_targets == std::vector{world.second_target});
}

TEST_CASE_FIXTURE(Real, "an operation that still runs is waited for") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    DockerClient client{"/var/run/docker.sock"};
    DockerExec exec{client};
    const auto id =
        exec.create({.container = sandbox->name("proxy"),
                     .command = {"kamal-proxy", "deploy", "web", "--target=" + world.sick_target,
                                 "--host=a.test", "--deploy-timeout=1s"}});
    REQUIRE(id);
    REQUIRE(client.send({.method = "POST",
                         .path = "/exec/" + *id + "/start",
                         .body = boost::json::value{{"Detach", true}}}));

    // Detached, the engine answers before the command is there.
    while (exec.inspect(*id).value().running && !deploys(exec, sandbox->name("proxy"))) {
    }

    SUBCASE("by its name") { REQUIRE(world.proxy.settle(*id)); }
    SUBCASE("without a name") { REQUIRE(world.proxy.settle("")); }
    SUBCASE("by a name that the engine does not know") {
        REQUIRE(world.proxy.settle(std::string(64, '0')));
    }

    CHECK_FALSE(deploys(exec, sandbox->name("proxy")));
}

TEST_CASE_FIXTURE(Real, "an operation that never began is settled") {
    if (sandbox == nullptr)
        return;
    DockerClient client{"/var/run/docker.sock"};
    const auto id = DockerExec{client}.create(
        {.container = sandbox->name("proxy"), .command = {"kamal-proxy", "list"}});
    REQUIRE(id);

    CHECK(sandbox->proxy().settle(*id));
}

TEST_CASE_FIXTURE(Real, "the proxy is found at the port that it publishes") {
    if (sandbox == nullptr)
        return;
    const auto endpoint = sandbox->proxy().endpoint();

    REQUIRE(endpoint);
    CHECK(endpoint->url.starts_with("http://127.0.0.1:"));
    CHECK(endpoint->container_id + "\n" == stated(*sandbox, "{{.Id}}"));
    CHECK(endpoint->networks.size() == 1);
}

TEST_CASE_FIXTURE(Real,
                  "a proxy that is away, paused or no proxy is a precondition with a way out") {
    if (sandbox == nullptr)
        return;
    Config config;
    config.proxy.container = sandbox->name("missing");
    DockerClient client{"/var/run/docker.sock"};
    SystemClock clock;
    KamalProxy missing{client, clock, config};
    CHECK(missing.endpoint().error().is(Errc::precondition));
    CHECK_FALSE(missing.endpoint().error().fix.empty());

    docker_client({"pause", sandbox->name("proxy")});
    config.proxy.container = sandbox->name("proxy");
    const auto paused = KamalProxy{client, clock, config}.endpoint();
    docker_client({"unpause", sandbox->name("proxy")});
    REQUIRE_FALSE(paused);
    CHECK(paused.error().is(Errc::precondition));
    CHECK(paused.error().fix.starts_with("docker unpause "));
}

TEST_CASE_FIXTURE(Real, "a state file in an unusual place is asked for when the service exists") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    REQUIRE(world.proxy.route_to(world.route(), noted));
    Config config;
    config.proxy.container = sandbox->name("proxy");
    config.proxy.state_file = "/nowhere/kamal-proxy.state";
    DockerClient client{"/var/run/docker.sock"};
    SystemClock clock;
    KamalProxy lost{client, clock, config};

    const auto route = lost.route("web");

    REQUIRE_FALSE(route);
    CHECK(route.error().is(Errc::precondition));
    CHECK(route.error().fix.find("proxy.state_file") != std::string::npos);
    CHECK_FALSE(*lost.route("never-deployed"));
}

TEST_CASE_FIXTURE(Real, "the engine's archive gives the same state as the direct way") {
    if (sandbox == nullptr)
        return;
    const auto world = sandbox->world();
    REQUIRE(world.proxy.route_to(world.route(), noted));
    DockerClient client{"/var/run/docker.sock"};

    const auto archive = client.send({.path = "/containers/" + sandbox->name("proxy") +
                                              "/archive?path=/home/kamal-proxy/.config/kamal-proxy/"
                                              "kamal-proxy.state"});

    REQUIRE(archive);
    const auto content = file_in_tar(archive->body);
    REQUIRE(content);
    const auto route = route_from_state(*content, "web");
    REQUIRE(route);
    CHECK((*route)->options == (*world.proxy.route("web"))->options);
}
