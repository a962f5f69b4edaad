// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_command.hpp"
#include "adapters/kamal_proxy_log.hpp"
#include "helpers/result_text.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

namespace json = boost::json;

constexpr std::string_view all_options = R"({
"options": {"hosts": ["a.test", "*.b.test"], "path_prefixes": ["/api"], "tls_enabled": true,
  "tls_certificate_path": "/c.pem", "tls_private_key_path": "/k.pem", "tls_redirect": false,
  "canonical_host": "a.test",
  "acme_directory": "https://acme-staging-v02.api.letsencrypt.org/directory",
  "acme_cache_path": "/cache", "error_page_path": "/pages", "strip_prefix": false,
  "writer_affinity_timeout": 1500000000, "read_targets_accept_websockets": true},
"target_options": {"health_check_config": {"path": "/health", "port": 9000,
    "interval": 500000001, "timeout": 2000000000, "host": "h.test"},
  "response_timeout": 60000000000, "buffer_requests": true, "buffer_responses": true,
  "max_memory_buffer_size": 1, "max_request_body_size": 2, "max_response_body_size": 3,
  "log_request_headers": ["X-A", "X-B"], "log_response_headers": ["X-C"],
  "forward_headers": true, "scope_cookie_paths": true}})";

Route route_with(std::string_view options) {
    Route route;
    route.service = "web";
    route.target = "abc:3000";
    route.options = json::parse({options.data(), options.size()}).as_object();
    return route;
}

bool has(const std::vector<std::string>& command, std::string_view word) {
    return std::ranges::count(command, word) == 1;
}

bool mentions(const std::vector<std::string>& command, std::string_view flag) {
    return std::ranges::any_of(
        command, [&](const auto& word) { return word.starts_with(std::string{flag} + "="); });
}

} // namespace

TEST_CASE("every option in force is said again") {
    const auto command = deploy_command(route_with(all_options), {});

    REQUIRE(command);
    CHECK(*command == std::vector<std::string>{"kamal-proxy",
                                               "deploy",
                                               "web",
                                               "--target=abc:3000",
                                               "--host=a.test",
                                               "--host=*.b.test",
                                               "--path-prefix=/api",
                                               "--tls=true",
                                               "--tls-certificate-path=/c.pem",
                                               "--tls-private-key-path=/k.pem",
                                               "--tls-redirect=false",
                                               "--canonical-host=a.test",
                                               "--tls-staging=true",
                                               "--tls-acme-cache-path=/cache",
                                               "--error-pages=/pages",
                                               "--strip-path-prefix=false",
                                               "--writer-affinity-timeout=1500ms",
                                               "--read-target-websockets=true",
                                               "--target-timeout=60s",
                                               "--buffer-requests=true",
                                               "--buffer-responses=true",
                                               "--buffer-memory=1",
                                               "--max-request-body=2",
                                               "--max-response-body=3",
                                               "--log-request-header=X-A",
                                               "--log-request-header=X-B",
                                               "--log-response-header=X-C",
                                               "--forward-headers=true",
                                               "--scope-cookie-paths=true",
                                               "--health-check-path=/health",
                                               "--health-check-port=9000",
                                               "--health-check-interval=500000001ns",
                                               "--health-check-timeout=2s",
                                               "--health-check-host=h.test",
                                               "--deploy-timeout=30s",
                                               "--drain-timeout=30s"});
}

TEST_CASE("a first deployment says its hosts and its health path") {
    Route route;
    route.service = "web";
    route.target = "abc:3000";
    route.hosts = {"a.test", "b.test"};

    const auto command =
        deploy_command(route, {.deploy_timeout = std::chrono::seconds{7}, .health_path = "/ready"});

    REQUIRE(command);
    CHECK(*command == std::vector<std::string>{"kamal-proxy", "deploy", "web", "--target=abc:3000",
                                               "--host=a.test", "--host=b.test",
                                               "--health-check-path=/ready", "--deploy-timeout=7s",
                                               "--drain-timeout=30s"});
}

TEST_CASE("options younger than 0.9.0 are said only when they are in use") {
    const auto command = deploy_command(
        route_with(R"({"options": {"hosts": [""], "canonical_host": "", "acme_cache_path": "/d"},
            "target_options": {"scope_cookie_paths": false, "health_check_config":
                {"path": "/up", "port": 0, "host": ""}}})"),
        {.acme_cache = "/d"});

    REQUIRE(command);
    for (const auto* flag : {"--host", "--canonical-host", "--tls-acme-cache-path",
                             "--scope-cookie-paths", "--health-check-port", "--health-check-host"})
        CHECK_FALSE(mentions(*command, flag));
    CHECK(has(*command, "--health-check-path=/up"));
}

TEST_CASE("an option that is in use and unknown stops the switch by its name") {
    for (const auto* options :
         {R"({"options": {"brand_new": "x"}})", R"({"target_options": {"brand_new": 1}})",
          R"({"target_options": {"health_check_config": {"brand_new": true}}})",
          R"({"brand_new": [1]})"}) {
        CAPTURE(options);
        const auto command = deploy_command(route_with(options), {});
        REQUIRE_FALSE(command);
        CHECK(command.error().is(Errc::precondition));
        CHECK(command.error().message.find("brand_new") != std::string::npos);
    }
}

TEST_CASE("an unknown option that is not in use changes nothing") {
    CHECK(deploy_command(
        route_with(
            R"({"options": {"a": "", "b": false, "c": 0, "d": null, "e": [], "f": {"g": 0}}})"),
        {}));
}

TEST_CASE("what the command line cannot say is refused") {
    for (const auto* options :
         {R"({"options": {"hosts": ["a,b"]}})", R"({"options": {"hosts": "a"}})",
          R"({"options": {"tls_enabled": "yes"}})",
          R"({"options": {"acme_directory": "https://ca.test"}})",
          R"({"target_options": {"health_check_config": {"interval": 0}}})",
          R"({"target_options": {"health_check_config": 1}})"}) {
        CAPTURE(options);
        const auto command = deploy_command(route_with(options), {});
        REQUIRE_FALSE(command);
        CHECK(command.error().is(Errc::precondition));
    }
}

TEST_CASE("further targets in use stop the switch") {
    auto route = route_with("{}");
    route.other_targets = {"reader:80"};

    const auto command = deploy_command(route, {});

    REQUIRE_FALSE(command);
    CHECK(command.error().is(Errc::precondition));
}

TEST_CASE("a service name cannot be an option") {
    CHECK(is_service_name("psyfit-web"));
    for (const auto* name : {"", "-x", "--force", "a b", "a/b", ".a", "a\n"})
        CHECK_FALSE(is_service_name(name));
}

TEST_CASE("the command that mends a failure names the proxy's container") {
    CHECK(command_failure("Error: target failed to become healthy", 1, "edge").fix ==
          "the proxy's log tells why: docker logs edge");
}

TEST_CASE("the proxy's words tell what kind of failure it is") {
    const auto kind = [](std::string_view text, int code) {
        return command_failure(text, code, "edge").code;
    };

    CHECK(kind("Error: target failed to become healthy within configured timeout (30s)\n", 1) ==
          make_error_code(Errc::unhealthy));
    CHECK(kind("Error: host settings conflict with another service\n", 1) ==
          make_error_code(Errc::conflict));
    CHECK(kind("Error: dial unix /tmp/kamal-proxy.sock: connect: connection refused\n", 1) ==
          make_error_code(Errc::unreachable));
    CHECK(kind("Error: dial unix /tmp/kamal-proxy.sock: connect: no such file or directory\n", 1) ==
          make_error_code(Errc::unreachable));
    CHECK(kind("Error: unexpected EOF\n", 1) == make_error_code(Errc::unknown_outcome));
    CHECK(kind("failed to start io pipe copy: unable to copy pipes: containerd-shim: opening w/o "
               "fifo \"/run/x-stdout\" failed: context deadline exceeded",
               126) == make_error_code(Errc::unknown_outcome));
    CHECK(kind("", 137) == make_error_code(Errc::unknown_outcome));
    CHECK(kind("Error: service not found\n", 1) == make_error_code(Errc::not_found));
    CHECK(kind("Error: unknown flag: --nope\n", 1) == make_error_code(Errc::precondition));
    CHECK(kind("Error: something else\n", 1) == make_error_code(Errc::precondition));
}

TEST_CASE("the log tells which target answered a request") {
    constexpr std::string_view log =
        "{\"msg\":\"Deploying\",\"request_id\":\"r1\",\"target\":\"no:1\"}\n"
        "r1 no JSON\n"
        "{\"msg\":\"Request\",\"request_id\":\"r10\",\"status\":200,\"target\":\"no:2\"}\n"
        "{\"msg\":\"Request\",\"request_id\":\"r1\",\"status\":204,\"target\":\"abc:3000\"}\n"
        "{\"msg\":\"Request\",\"request_id\":\"r2\",\"status\":404,\"target\":\"\"}\n";

    const auto passage = passage_in_log(log, "r1");

    REQUIRE(passage);
    CHECK(passage->target == "abc:3000");
    CHECK(passage->status == 204);
    CHECK_FALSE(passage_in_log(log, "r2"));
    CHECK_FALSE(passage_in_log(log, "r3"));
    CHECK_FALSE(passage_in_log(log, ""));
    CHECK_FALSE(passage_in_log(log.substr(0, log.find("\"abc")), "r1"));
}

TEST_CASE("a route that is to have TLS says so over what was in force") {
    auto route = route_with(R"({"options": {"hosts": ["a.test"], "tls_enabled": false}})");
    CHECK(has(*deploy_command(route, {}), "--tls=false"));
    route.tls = true;
    CHECK(has(*deploy_command(route, {}), "--tls=true"));
    CHECK_FALSE(has(*deploy_command(route, {}), "--tls=false"));
}
