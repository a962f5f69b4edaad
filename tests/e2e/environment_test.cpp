// SPDX-License-Identifier: MIT
// The environment goes over byte for byte, less what the rules drop.
#include "e2e/expect.hpp"

#include "adapters/docker_client.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

using namespace deploy::test;
namespace json = boost::json;

namespace {

/// Entries as a process sees them.
std::vector<std::string> entries(const std::string& environ_bytes) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < environ_bytes.size();) {
        const auto end = environ_bytes.find('\0', at);
        out.push_back(environ_bytes.substr(at, end - at));
        at = end == std::string::npos ? environ_bytes.size() : end + 1;
    }
    return out;
}

std::vector<std::string> awkward() {
    std::vector<std::string> out{
        "SPACES=  two  before and after  ",
        "QUOTES=\"double\" and 'single'",
        "EQUALS=a=b=c=",
        "DOLLAR=$HOME ${HOME} $(id) `id`",
        "BACKSLASH=C:\\new\\table\\\\",
        "PEM=-----BEGIN KEY-----\nMIIB+/=\n\tline two\n-----END KEY-----\n",
        "UTF8=プサイフィット 🚀 é",
        "EMPTY=",
        "ATTR_ENCRYPTED_KEY=attr-key-that-stays",
        "BIG=" + std::string(100 * 1024, 'x')};
    for (int i = 0; i < 1000; ++i)
        out.push_back("KEY_" + std::to_string(i) + "=value " + std::to_string(i));
    return out;
}

/// Starts the incumbent through the engine's API, since no command line could carry these values.
void start_incumbent(World& world, const std::vector<std::string>& environment) {
    const auto by_hand = world.start_by_hand();
    docker({"rm", "-f", by_hand});
    deploy::DockerClient engine{"/var/run/docker.sock"};
    json::array values;
    for (const auto& entry : environment)
        values.emplace_back(entry);
    const json::object body{{"Image", world.service() + ":latest"},
                            {"Env", std::move(values)},
                            {"HostConfig", {{"NetworkMode", world.service()}}}};
    auto made = engine.send({.method = "POST",
                             .path = "/containers/create?name=" + world.service() + "-awkward",
                             .body = json::value(body)});
    REQUIRE(made.has_value());
    REQUIRE(made->status == 201);
    docker({"start", world.service() + "-awkward"});
    world.proxy({"deploy", world.service(), "--target=" + world.service() + "-awkward:3000",
                 "--host=" + world.host()});
}

} // namespace

TEST_CASE("every kept key is the same byte for byte, filtered ones and image defaults are gone") {
    if (skipped())
        return;
    World world;
    const auto kept = awkward();
    auto all = kept;
    for (const auto* dropped : {"KAMAL_VERSION=1", "BUNDLE_PATH=/b", "RUBY_DOWNLOAD_SHA=2",
                                "GEM_HOME=/g", "LANG=C", "LD_PRELOAD="})
        all.emplace_back(dropped);
    all.push_back("RAILS_MASTER_KEY=an old one");
    start_incumbent(world, all);
    world.repository().commit({{"version", "2"}});
    world.repository().commit_file("Dockerfile", world.repository().dockerfile() +
                                                     "ENV SAMPLE_DEFAULT=newly-baked\n");

    const auto run = world.run_cli({"deploy"});

    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    const auto now = entries(world.get("/env").body);
    for (const auto& entry : kept)
        CHECK_MESSAGE(std::ranges::find(now, entry) != now.end(), entry.substr(0, 40));
    for (const auto& entry : now)
        for (const auto* prefix : {"KAMAL_", "BUNDLE_", "RUBY_DOWNLOAD", "GEM_HOME=", "LANG="})
            CHECK_FALSE(entry.starts_with(prefix));
    CHECK(std::ranges::find(now, "RAILS_MASTER_KEY=" + world.repository().master_key()) !=
          now.end());
    CHECK_MESSAGE(std::ranges::find(now, "SAMPLE_DEFAULT=newly-baked") != now.end(),
                  "the new image's default wins over the old one's");
    CHECK(run.out.find("RAILS_MASTER_KEY") != std::string::npos);
    CHECK_MESSAGE((run.out + run.err).find("attr-key-that-stays") == std::string::npos,
                  "values are never shown");
}

TEST_CASE("a protected key changes only when it is named") {
    if (skipped())
        return;
    World world;
    world.start_by_hand({"--env", "SECRET_KEY_BASE=the-old-secret-of-the-service"});
    const Before before{world};
    world.config["environment"] = {{"unset", json::array{"SECRET_KEY_BASE"}}};
    world.repository().commit({{"version", "2"}});

    const auto refused = world.run_cli({"deploy"});
    expect_untouched(world, before);
    const auto allowed = world.run_cli({"deploy", "--allow-env-change", "SECRET_KEY_BASE"});

    expect_said(refused, 3, "SECRET_KEY_BASE");
    CHECK(refused.err.find("the-old-secret") == std::string::npos);
    CHECK_MESSAGE(allowed.exit_code == 0, allowed.err);
    CHECK(world.get("/env").body.find("SECRET_KEY_BASE") == std::string::npos);
}
