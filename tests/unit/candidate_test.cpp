// SPDX-License-Identifier: MIT
#include "candidate_samples.hpp"

#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>

using namespace deploy;
using namespace deploy::test;
namespace json = boost::json;

TEST_CASE("a candidate is named for its service, commit and deployment") {
    CHECK(candidate_name(release()) == "psyfit-web-bbbbbbb-20261124-201500-3f9a");
    CHECK(candidate_name({.id = "1", .service = "web"}) == "web-unknown-1");
}

TEST_CASE("a candidate has the new image and name, and no environment yet") {
    const auto spec = like(incumbent());

    CHECK(spec.name == "psyfit-web-bbbbbbb-20261124-201500-3f9a");
    CHECK(spec.image == "psyfit-local:bbbbbbbbbbbb");
    CHECK(spec.env.empty());
    CHECK_FALSE(spec.config.contains("Env"));
    CHECK_FALSE(spec.config.contains("Image"));
}

TEST_CASE("mounts, limits and settings unknown to this program are carried over") {
    auto container = incumbent();
    container.host_config["Binds"] = {"psyfit_storage:/rails/storage"};
    container.host_config["Mounts"] = {{{"Type", "tmpfs"}, {"Target", "/tmp"}}};
    container.host_config["Memory"] = 536870912;
    container.host_config["SettingOfTomorrow"] = {{"deep", {1, 2}}};

    CHECK(host_setting(container, "Binds") == R"(["psyfit_storage:/rails/storage"])");
    CHECK(host_setting(container, "Mounts") == R"([{"Type":"tmpfs","Target":"/tmp"}])");
    CHECK(host_setting(container, "Memory") == "536870912");
    CHECK(host_setting(container, "SettingOfTomorrow") == R"({"deep":[1,2]})");
}

TEST_CASE("the network it is created on comes first; aliases stay and addresses do not") {
    auto container = incumbent();
    container.attachments = {{.network = "kamal", .address = "10.0.0.2", .aliases = {"web"}},
                             {.network = "backend", .address = "10.1.0.2", .aliases = {"app"}}};
    container.host_config["NetworkMode"] = "backend";

    const auto spec = like(container);

    REQUIRE(spec.attachments.size() == 2);
    CHECK(spec.attachments[0].network == "backend");
    CHECK(spec.attachments[0].aliases == std::vector<std::string>{"app"});
    CHECK(spec.attachments[0].address.empty());
    CHECK(spec.attachments[1].network == "kamal");
    CHECK(spec.attachments[1].aliases == std::vector<std::string>{"web"});
    CHECK(spec.attachments[1].address.empty());
}

TEST_CASE("the network shared with the proxy is joined where the incumbent is not on it") {
    auto container = incumbent();
    container.attachments = {{.network = "backend"}};
    container.host_config["NetworkMode"] = "backend";

    const auto spec = like(container);

    REQUIRE(spec.attachments.size() == 2);
    CHECK(spec.attachments[0].network == "backend");
    CHECK(spec.attachments[1].network == "kamal");
}

TEST_CASE("a candidate restarts by itself unless the incumbent had a policy of its own") {
    const std::string unless_stopped = R"({"Name":"unless-stopped","MaximumRetryCount":0})";
    auto container = incumbent();
    CHECK(host_setting(container, "RestartPolicy") == unless_stopped);

    container.host_config["RestartPolicy"] = {{"Name", "no"}, {"MaximumRetryCount", 0}};
    CHECK(host_setting(container, "RestartPolicy") == unless_stopped);

    container.host_config["RestartPolicy"] = {{"Name", "on-failure"}, {"MaximumRetryCount", 5}};
    CHECK(host_setting(container, "RestartPolicy") ==
          R"({"Name":"on-failure","MaximumRetryCount":5})");
}

TEST_CASE("a log without bounds gets some, and one with bounds keeps them") {
    auto container = incumbent();
    const std::string bounded =
        R"({"Type":"json-file","Config":{"max-size":"10m","max-file":"3"}})";
    const auto log = [&](const json::value& value) {
        container.host_config["LogConfig"] = value;
        return json::parse(host_setting(container, "LogConfig"));
    };

    CHECK(json::parse(host_setting(incumbent(), "LogConfig")) == json::parse(bounded));
    CHECK(log({{"Type", "json-file"}, {"Config", json::object{}}}) == json::parse(bounded));
    CHECK(log({{"Type", "json-file"}, {"Config", {{"labels", "a"}}}}).at("Config").as_object() ==
          json::object{{"labels", "a"}, {"max-size", "10m"}, {"max-file", "3"}});
    CHECK(log({{"Type", "json-file"}, {"Config", {{"max-size", "1g"}}}}).at("Config").as_object() ==
          json::object{{"max-size", "1g"}});
}

TEST_CASE("another log driver is left alone") {
    auto container = incumbent();
    container.host_config["LogConfig"] = {{"Type", "journald"}, {"Config", json::object{}}};

    CHECK(host_setting(container, "LogConfig") == R"({"Type":"journald","Config":{}})");
}

TEST_CASE("a port published on the host leaves no room for a candidate") {
    auto container = incumbent();
    container.host_config["PortBindings"] = {{"3000/tcp", {{{"HostPort", "3000"}}}}};

    const auto spec = candidate_like(container, image(), release(), {});

    REQUIRE_FALSE(spec);
    CHECK(spec.error().is(Errc::precondition));
    CHECK(spec.error().message.find("3000/tcp") != std::string::npos);
    CHECK_FALSE(spec.error().fix.empty());

    container.host_config["PortBindings"] = json::object{};
    CHECK(candidate_like(container, image(), release(), {}));
}

TEST_CASE("a candidate is not removed when it ends, for a rollback needs it") {
    auto container = incumbent();
    container.host_config["AutoRemove"] = true;

    CHECK(host_setting(container, "AutoRemove") == "false");
}

TEST_CASE("a first candidate is made from the configuration alone") {
    Config config;
    config.container.network = "edge";

    const auto spec = first_candidate(release(), config);

    CHECK(spec.name == release().candidate);
    CHECK(spec.image == release().image);
    REQUIRE(spec.attachments.size() == 1);
    CHECK(spec.attachments[0].network == "edge");
    CHECK(json::serialize(spec.host_config.at("Binds")) == R"(["psyfit_storage:/rails/storage"])");
    CHECK(spec.host_config.at("RestartPolicy").at("Name") == "unless-stopped");
    CHECK(spec.host_config.at("LogConfig").at("Config").at("max-size") == "10m");
    CHECK(spec.labels.at(std::string{label::role}) == "candidate");
}

TEST_CASE("the release command runs once, in the candidate's settings, and serves nobody") {
    auto container = incumbent();
    container.attachments[0].aliases = {"web"};
    container.host_config["Binds"] = {"psyfit_storage:/rails/storage"};
    container.config["Healthcheck"] = {{"Test", {"CMD", "curl"}}};
    Config config;
    config.release.command = {"bin/rails", "db:migrate"};

    const auto candidate = like(container);
    const auto spec = release_command_spec(candidate, config);

    CHECK(spec.name == release_command_name(release()));
    CHECK(spec.image == candidate.image);
    CHECK(json::serialize(spec.config.at("Cmd")) == R"(["bin/rails","db:migrate"])");
    CHECK_FALSE(spec.config.contains("Healthcheck"));
    CHECK(spec.host_config.at("RestartPolicy").at("Name") == "no");
    CHECK(spec.host_config.at("Binds") == candidate.host_config.at("Binds"));
    CHECK(spec.attachments[0].network == "kamal");
    CHECK(spec.attachments[0].aliases.empty());
    CHECK(spec.labels.at(std::string{label::role}) == "release-command");
    CHECK(spec.labels.at(std::string{label::deployment}) == release().id);
}

TEST_CASE("a candidate is described without its environment") {
    auto container = incumbent();
    container.host_config["Binds"] = {"psyfit_storage:/rails/storage"};
    container.host_config["Memory"] = 0;
    auto spec = like(container);
    spec.env = {"PASSWORD=hunter22"};

    std::string told;
    for (const auto& line : describe(spec))
        told += line + "\n";

    CHECK(told.find("image: psyfit-local:bbbbbbbbbbbb\n") != std::string::npos);
    CHECK(told.find("networks: kamal\n") != std::string::npos);
    CHECK(told.find(R"(volumes: ["psyfit_storage:/rails/storage"])") != std::string::npos);
    CHECK_MESSAGE(told.find("memory") == std::string::npos, "no limit is nothing to tell");
    CHECK(told.find("hunter22") == std::string::npos);
}
