// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_state.hpp"
#include "helpers/result_text.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

// As kamal-proxy v0.9.2 wrote it, one option changed.
constexpr std::string_view state =
    R"([{"name":"web","options":{"hosts":["a.test","b.test"],"path_prefixes":["/"],"tls_enabled":true,)"
    R"("acme_cache_path":"/certs","strip_prefix":true},"target_options":{"health_check_config":)"
    R"({"path":"/up","port":0,"interval":1000000000,"timeout":5000000000,"host":""},)"
    R"("response_timeout":30000000000,"buffer_requests":true},"active_targets":["abc:3000"],)"
    R"("active_readers":[],"rollout_targets":null,"rollout_readers":null,)"
    R"("pause_controller":{"state":0,"stop_message":"","fail_after":0},"rollout_controller":null}])";

std::string with(std::string_view from, std::string_view to) {
    std::string text{state};
    return text.replace(text.find(from), from.size(), to);
}

std::string tar(std::string_view name, char type, std::string_view content) {
    std::string header(512, '\0');
    header.replace(0, name.size(), name);
    char size[13];
    std::snprintf(size, sizeof size, "%011o ", static_cast<unsigned>(content.size()));
    header.replace(124, 12, size, 12);
    header[156] = type;
    std::string archive = header + std::string{content};
    archive.resize((archive.size() + 511) / 512 * 512, '\0');
    return archive;
}

constexpr std::string_view table =
    "\x1b[3;94mService\x1b[0m  \x1b[3;94mHost\x1b[0m    "
    "\x1b[3;94mPath\x1b[0m  \x1b[3;94mTarget\x1b[0m  "
    "\x1b[3;94mState\x1b[0m    \x1b[3;94mTLS\x1b[0m  \n"
    "\x1b[1;34mweb\x1b[0m      \x1b[ma.test\x1b[0m  \x1b[m/\x1b[0m  "
    "   \x1b[mabc:80\x1b[0m  \x1b[mrunning\x1b[0m  \x1b[mno\x1b[0m   \n";

} // namespace

TEST_CASE("a service's route is read with all its options") {
    const auto route = route_from_state(state, "web");

    REQUIRE(route);
    REQUIRE(*route);
    CHECK((*route)->target == "abc:3000");
    CHECK((*route)->hosts == std::vector<std::string>{"a.test", "b.test"});
    CHECK((*route)->tls);
    CHECK((*route)->traffic == Traffic::running);
    CHECK((*route)->other_targets.empty());
    const auto whole = boost::json::parse(state.data()).as_array().front().as_object();
    CHECK((*route)->options.at("options") == whole.at("options"));
    CHECK((*route)->options.at("target_options") == whole.at("target_options"));
}

TEST_CASE("the proxy's mark for every host becomes no host") {
    const auto route = route_from_state(with(R"(["a.test","b.test"])", R"([""])"), "web");

    REQUIRE(route);
    CHECK((*route)->hosts.empty());
}

TEST_CASE("a service that the proxy does not know has no route") {
    CHECK_FALSE(*route_from_state(state, "other"));
    CHECK_FALSE(*route_from_state("[]", "web"));
}

TEST_CASE("the form of 0.8 is read like that of 0.9") {
    const auto route = route_from_state(
        R"([{"name":"web","hosts":["a.test"],"active_target":"abc:80","options":{},)"
        R"("target_options":{},"pause_controller":{"state":2}}])",
        "web");

    REQUIRE(route);
    REQUIRE(*route);
    CHECK((*route)->target == "abc:80");
    CHECK((*route)->hosts == std::vector<std::string>{"a.test"});
    CHECK((*route)->traffic == Traffic::stopped);
    CHECK((*route)->options.at("options").at("hosts").as_array().size() == 1);
}

TEST_CASE("readers, further targets and a rollout in use are other targets") {
    const auto readers =
        route_from_state(with(R"("active_readers":[])", R"("active_readers":["r:80"])"), "web");
    const auto idle =
        route_from_state(with(R"("rollout_targets":null)", R"("rollout_targets":["x:80"])"), "web");
    auto split = with(R"("rollout_targets":null)", R"("rollout_targets":["x:80"])");
    split.replace(split.find(R"("rollout_controller":null)"), 25,
                  R"("rollout_controller":{"percentage":10})");
    const auto rollout = route_from_state(split, "web");

    CHECK((*readers)->other_targets == std::vector<std::string>{"r:80"});
    CHECK((*idle)->other_targets.empty());
    CHECK((*rollout)->other_targets == std::vector<std::string>{"x:80"});
}

TEST_CASE("every cut of the state file is corrupt, never a route") {
    for (std::size_t length = 0; length < state.size(); ++length) {
        CAPTURE(length);
        const auto route = route_from_state(state.substr(0, length), "web");
        REQUIRE_FALSE(route);
        CHECK(route.error().is(Errc::corrupt));
    }
}

TEST_CASE("a pause state of the future is refused") {
    const auto route = route_from_state(with(R"("state":0)", R"("state":7)"), "web");

    REQUIRE_FALSE(route);
    CHECK(route.error().is(Errc::corrupt));
}

TEST_CASE("the file in an archive is found behind extended headers") {
    const auto archive = tar("pax", 'x', "30 mtime=1\n") + tar("kamal-proxy.state", '0', "[1,2]");

    CHECK(*file_in_tar(archive) == "[1,2]");
}

TEST_CASE("an archive that is cut short or holds no file is an error") {
    const auto archive = tar("kamal-proxy.state", '0', std::string(600, 'x'));

    for (std::size_t length = 0; length < 512 + 600; length += 7)
        CHECK_FALSE(file_in_tar(archive.substr(0, length)));
    CHECK(file_in_tar(archive.substr(0, 512 + 600)));
    CHECK(
        file_in_tar(tar("link", '2', "") + std::string(1024, '\0')).error().is(Errc::precondition));
    CHECK_FALSE(file_in_tar(std::string(512, 'z')));
}

TEST_CASE(
    "the state file is looked for in the home that the container has, then in the usual ones") {
    const auto config = boost::json::parse(R"({"Env":["A=1","HOME=/data"]})").as_object();

    const auto candidates = state_file_candidates("", config);

    CHECK(candidates.front() == "/data/.config/kamal-proxy/kamal-proxy.state");
    CHECK(candidates.back() == "/tmp/kamal-proxy.state");
    CHECK(std::ranges::count(candidates, "/.config/kamal-proxy/kamal-proxy.state") == 1);
    CHECK(state_file_candidates("/mine", config) == std::vector<std::string>{"/mine"});
}

TEST_CASE("the coloured list of services is read") {
    CHECK(*list_names_service(table, "web"));
    CHECK_FALSE(*list_names_service(table, "a.test"));
    CHECK_FALSE(*list_names_service("Service  Host  Path  Target  State  TLS\n", "web"));
}

TEST_CASE("a list of another form fails closed") {
    CHECK_FALSE(list_names_service("", "web"));
    CHECK_FALSE(list_names_service("Error: no\n", "web"));
    CHECK_FALSE(list_names_service("Service  Host  Target\n", "web"));
    CHECK_FALSE(list_names_service(std::string{table} + "web  broken\n", "web"));
}
