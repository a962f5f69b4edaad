// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy.hpp"
#include "helpers/result_text.hpp"
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

boost::json::object
container(const std::string& ports, const std::string& env = "[]",
          const std::string& arguments = "[]",
          const std::string& networks = R"({"kamal":{"IPAddress":"10.0.0.2"}})") {
    return boost::json::parse(R"({"Id":"abc","Args":)" + arguments + R"(,"Config":{"Env":)" + env +
                              R"(},"NetworkSettings":{"Ports":)" + ports + R"(,"Networks":)" +
                              networks + "}}")
        .as_object();
}

std::string url(const boost::json::object& container) { return endpoint_of(container, "")->url; }

} // namespace

TEST_CASE("the proxy is reached at its published port, on this host where that is possible") {
    CHECK(url(container(R"({"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},)"
                        R"({"HostIp":"::","HostPort":"8081"}]})")) == "http://127.0.0.1:8080");
    CHECK(url(container(R"({"80/tcp":[{"HostIp":"192.0.2.1","HostPort":"1"},)"
                        R"({"HostIp":"127.0.0.1","HostPort":"2"}]})")) == "http://127.0.0.1:2");
    CHECK(url(container(R"({"80/tcp":[{"HostIp":"192.0.2.1","HostPort":"1"}]})")) ==
          "http://192.0.2.1:1");
    CHECK(url(container(R"({"80/tcp":[{"HostIp":"::","HostPort":"1"}]})")) == "http://[::1]:1");
}

TEST_CASE("a proxy that listens on another port is found by its variables and arguments") {
    const std::string ports = R"({"8080/tcp":[{"HostIp":"","HostPort":"81"}]})";

    CHECK(url(container(ports, R"(["HTTP_PORT=8080"])")) == "http://127.0.0.1:81");
    CHECK(url(container(ports, R"(["HTTP_PORT=1","KAMAL_PROXY_HTTP_PORT=8080"])")) ==
          "http://127.0.0.1:81");
    CHECK(url(container(ports, R"(["HTTP_PORT=1"])", R"(["run","--http-port","8080"])")) ==
          "http://127.0.0.1:81");
    CHECK(url(container(ports, "[]", R"(["run","--http-port=8080"])")) == "http://127.0.0.1:81");
}

TEST_CASE("a proxy that publishes nothing is reached inside") {
    CHECK(url(container("{}")) == "http://10.0.0.2:80");
    CHECK(url(container("{}", "[]", "[]", R"({"host":{"IPAddress":""}})")) ==
          "http://127.0.0.1:80");
}

TEST_CASE("the configured address has the last word, without its slash") {
    const auto endpoint = endpoint_of(container("{}"), "https://proxy.test/");

    REQUIRE(endpoint);
    CHECK(endpoint->url == "https://proxy.test");
    CHECK(endpoint->container_id == "abc");
    CHECK(endpoint->networks == std::vector<std::string>{"kamal"});
}

TEST_CASE("a proxy that cannot be reached is a precondition") {
    const auto endpoint = endpoint_of(container("{}", "[]", "[]", "{}"), "");

    REQUIRE_FALSE(endpoint);
    CHECK(endpoint.error().is(Errc::precondition));
}

TEST_CASE("a service whose TLS the proxy ends is reached at the port for that") {
    const auto published = container(R"({"80/tcp":[{"HostIp":"","HostPort":"80"}],)"
                                     R"("443/tcp":[{"HostIp":"0.0.0.0","HostPort":"8443"}]})");

    CHECK(endpoint_of(published, "")->tls_url == "https://127.0.0.1:8443");
    CHECK(endpoint_of(published, "https://10.1.2.3:4443/")->tls_url == "https://10.1.2.3:4443");
    CHECK(endpoint_of(container("{}"), "")->tls_url == "https://10.0.0.2:443");
}
