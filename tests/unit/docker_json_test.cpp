// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include "adapters/docker_json.hpp"
#include "helpers/result_text.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

constexpr std::string_view inspected = R"({
  "Id": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "Created": "2024-05-01T10:00:00.5Z", "Name": "/web-1", "Image": "sha256:aa", "RestartCount": 4,
  "State": {"Status": "running", "Running": true, "Paused": false, "Restarting": true,
            "OOMKilled": true, "ExitCode": 137, "StartedAt": "s", "FinishedAt": "f",
            "Health": {"Status": "unhealthy"}},
  "Config": {"Image": "web:1", "Env": ["A=b=c", "E=", "M=x\ny", "U=äß"],
             "Labels": {"k": "v"}, "Tty": false, "Unheard": {"of": 1}},
  "HostConfig": {"NetworkMode": "kamal", "ContainerIDFile": "/f", "AutoRemove": true,
                 "Memory": 42},
  "NetworkSettings": {"Networks": {
     "aaa": {"IPAddress": "10.0.0.2", "Aliases": null},
     "kamal": {"IPAddress": "10.1.0.2", "Aliases": ["web", "0123456789ab", "web-1"],
               "DNSNames": ["web-1", "0123456789ab"]}}}})";

Container parsed() { return container_from_json(boost::json::parse(inspected)).value(); }

std::string frame(char kind, std::string_view text) {
    std::string result{kind, 0, 0, 0, 0, 0};
    result += static_cast<char>(text.size() >> 8U);
    result += static_cast<char>(text.size() & 255U);
    return result.append(text);
}

} // namespace

TEST_CASE("a description of a container is read whole") {
    const auto container = parsed();

    CHECK(container.short_id() == "0123456789ab");
    CHECK(container.name == "web-1");
    CHECK(container.image_id == "sha256:aa");
    CHECK(container.image == "web:1");
    CHECK(container.restarts == 4);
    CHECK(container.exit_code == 137);
    CHECK(container.out_of_memory);
    CHECK(container.running);
    CHECK(container.restarting);
    CHECK_FALSE(container.steady());
    CHECK(container.health == Health::unhealthy);
    CHECK(container.labels.at("k") == "v");
    CHECK(container.env == std::vector<std::string>{"A=b=c", "E=", "M=x\ny", "U=äß"});
    CHECK(container.config.contains("Unheard"));
}

TEST_CASE("the network a container was created on comes first, the engine's aliases left out") {
    const auto container = parsed();

    REQUIRE(container.attachments.size() == 2);
    CHECK(container.attachments[0].network == "kamal");
    CHECK(container.attachments[0].address == "10.1.0.2");
    CHECK(container.attachments[0].aliases == std::vector<std::string>{"web"});
    CHECK(container.attachments[1].aliases.empty());
}

TEST_CASE("a description without id or state is corrupt, whatever else it is") {
    for (const auto* text :
         {"null", "[]", "{}", R"({"Id":"a"})", R"({"Id":"a","State":3})", R"({"Id":7,"State":{}})"})
        CHECK(container_from_json(boost::json::parse(text)).error().is(Errc::corrupt));
}

TEST_CASE("fields of a wrong type are as good as absent") {
    const auto container = container_from_json(boost::json::parse(
        R"({"Id":"a","State":{"Running":"yes","ExitCode":"x"},"Config":[],"NetworkSettings":{
            "Networks":{"n":null}},"Name":null})"));

    REQUIRE(container);
    CHECK_FALSE(container->running);
    CHECK(container->attachments.empty());
}

TEST_CASE("an image's defaults and labels are read") {
    const auto image = image_from_json(boost::json::parse(
        R"({"Id":"sha256:bb","RepoTags":["a:1","a:2"],"Size":77,
            "Config":{"Env":["PATH=/bin"],"Labels":{"r":"1"}}})"));

    REQUIRE(image);
    CHECK(image->tags == std::vector<std::string>{"a:1", "a:2"});
    CHECK(image->env == std::vector<std::string>{"PATH=/bin"});
    CHECK(image->labels.at("r") == "1");
    CHECK(image->size == 77);
    CHECK(image_from_json(boost::json::parse("{}")).error().is(Errc::corrupt));
}

TEST_CASE("a create body keeps unknown settings and lets the specification have the last word") {
    const auto former = parsed();
    const ContainerSpec spec{
        .name = "web-2",
        .image = "web:2",
        .env = {"N=1"},
        .labels = {{"l", "1"}},
        .attachments = {{.network = "kamal", .aliases = {"web"}}, {.network = "aaa"}},
        .config = former.config,
        .host_config = former.host_config};

    const boost::json::value body = create_body(spec);

    CHECK(body.at("Image") == "web:2");
    CHECK(body.at("Env") == boost::json::parse(R"(["N=1"])"));
    CHECK(body.at("Labels") == boost::json::parse(R"({"l":"1"})"));
    CHECK(body.at("Unheard").at("of") == 1);
    CHECK(body.at("HostConfig") ==
          boost::json::parse(R"({"NetworkMode":"kamal","AutoRemove":false,"Memory":42})"));
    CHECK(body.at("NetworkingConfig") ==
          boost::json::parse(R"({"EndpointsConfig":{"kamal":{"Aliases":["web"]}}})"));
}

TEST_CASE("no endpoint settings are sent for a built-in network") {
    const boost::json::object body =
        create_body({.name = "a", .image = "b", .attachments = {{.network = "host"}}});

    CHECK_FALSE(body.contains("NetworkingConfig"));
    CHECK(body.at("HostConfig").at("NetworkMode") == "host");
}

TEST_CASE("memory in use leaves out reclaimable cache, with both kinds of control groups") {
    const auto memory = [](std::string_view text) {
        return memory_from_json(boost::json::parse(text));
    };

    CHECK(memory(R"({"memory_stats":{"usage":100,"stats":{"total_inactive_file":30,
                     "inactive_file":9}}})") == 70);
    CHECK(memory(R"({"memory_stats":{"usage":100,"stats":{"inactive_file":40}}})") == 60);
    CHECK(memory(R"({"memory_stats":{"usage":10,"stats":{"inactive_file":40}}})") == 10);
    CHECK(memory(R"({"memory_stats":{}})") == 0);
    CHECK(memory("[]") == 0);
}

TEST_CASE("the engine's frames are joined in their order") {
    CHECK(demultiplex(frame(1, "out\n") + frame(2, "err\n") + frame(1, "")) == "out\nerr\n");
    CHECK(demultiplex("").empty());
}

TEST_CASE("a long frame and one that is cut short give what is there") {
    const std::string longer(300, 'x');

    CHECK(demultiplex(frame(1, longer)) == longer);
    CHECK(demultiplex(frame(1, longer).substr(0, 100)) == std::string(92, 'x'));
    CHECK(demultiplex(frame(1, "a") + std::string{1, 0, 0}) == "a");
    CHECK(demultiplex(std::string{"\1\0\0\0\xff\xff\xff\xffz", 9}) == "z");
}

TEST_CASE("a terminal's stream has no frames and is given as it is") {
    CHECK(demultiplex("plain\r\ntext") == "plain\r\ntext");
    CHECK(demultiplex("ab") == "ab");
    CHECK(demultiplex("\xc3\xa4") == "\xc3\xa4");
}

TEST_CASE("names are made safe for a path") {
    CHECK(DockerClient::escape("a/b:c ä?&#%") == "a%2Fb%3Ac%20%C3%A4%3F%26%23%25");
    CHECK(DockerClient::escape("web-1_2.3~") == "web-1_2.3~");
}
