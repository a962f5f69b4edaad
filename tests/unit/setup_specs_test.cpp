// SPDX-License-Identifier: MIT
#include "core/nginx_site.hpp"
#include "core/setup_specs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

bool has_text(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("the data of a server is where its image declares it") {
    Image image;
    CHECK(database_spec({}, image, "p").host_config.at("Binds").at(0) ==
          "psyfit_postgres:/var/lib/postgresql/data");
    image.config["Volumes"] = boost::json::object{{"/var/lib/postgresql", {}}};
    CHECK(database_spec({}, image, "p").host_config.at("Binds").at(0) ==
          "psyfit_postgres:/var/lib/postgresql");
}

TEST_CASE("the password of Redis is in no argument, and its image's own entrypoint still runs") {
    Image image;
    image.config["Entrypoint"] = boost::json::array{"docker-entrypoint.sh"};

    const auto spec = redis_spec({}, image, "hidden-password");

    CHECK(boost::json::serialize(spec.config.at("Cmd")) ==
          R"(["docker-entrypoint.sh","redis-server"])");
    CHECK_FALSE(has_text(boost::json::serialize(spec.config), "hidden-password"));
    CHECK(spec.env == std::vector<std::string>{"REDIS_PASSWORD=hidden-password"});
}

TEST_CASE("the proxy is published to the web server alone, or to the world where that is asked") {
    const auto behind = proxy_spec({}, Entrance::behind_web_server, {});
    CHECK(boost::json::serialize(behind.host_config.at("PortBindings")) ==
          R"({"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]})");
    const auto open = proxy_spec({}, Entrance::open, {});
    CHECK(open.host_config.at("PortBindings").get_object().size() == 2);
    auto as_engine_has_it = open;
    as_engine_has_it.host_config["PortBindings"] =
        boost::json::object{{"443/tcp", open.host_config.at("PortBindings").at("443/tcp")},
                            {"80/tcp", open.host_config.at("PortBindings").at("80/tcp")}};
    const Container there{.image = open.image,
                          .attachments = open.attachments,
                          .host_config = as_engine_has_it.host_config};
    CHECK(differences(there, open).empty());
    CHECK(behind.host_config.at("Binds").at(0) ==
          "kamal-proxy-config:/home/kamal-proxy/.config/kamal-proxy");
}

TEST_CASE(
    "the site sends HTTP to https, answers the authority, and hands on what the guide names") {
    const std::vector<std::string> hosts{"psytech.jp"};

    const auto site = nginx_site({}, hosts, Addresses::ipv4_and_ipv6);

    for (const auto* line :
         {"proxy_set_header Host $host;", "proxy_set_header X-Real-IP $remote_addr;",
          "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
          "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_set_header Upgrade $http_upgrade;",
          "server 127.0.0.1:8080;", "return 301 https://$host$request_uri;",
          "location /.well-known/acme-challenge/", "listen [::]:443 ssl http2;",
          "ssl_certificate /etc/letsencrypt/live/psytech.jp/fullchain.pem;"})
        CHECK_MESSAGE(has_text(site, line), line);
    CHECK(is_own_site(site));
    CHECK_FALSE(is_own_site(site.substr(1)));
    CHECK_FALSE(has_text(nginx_site({}, hosts, Addresses::ipv4), "[::]"));
    CHECK_FALSE(has_text(nginx_site({}, {}, Addresses::ipv4), "443"));
}
