// SPDX-License-Identifier: MIT
// A candidate like any incumbent: what a person set is carried over, it restarts and its log has an
// end, and it is on the shared network. The input: the engine's description of the incumbent, then
// of its image.
#include "core/candidate.hpp"
#include "adapters/docker_json.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "support/json_fields.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

namespace bj = boost::json;

bj::value parsed(std::string_view text) {
    boost::system::error_code failed;
    auto value = bj::parse(text, failed);
    return failed ? bj::value{} : value;
}

void check_host_config(const bj::object& before, const bj::object& after) {
    for (const auto& [key, value] : before)
        if (key != "RestartPolicy" && key != "LogConfig" && key != "AutoRemove")
            CHECK_MESSAGE(after.at(key) == value, "carried over: ", std::string{key});
    const auto policy = fields::text(fields::object_at(after, "RestartPolicy"), "Name");
    CHECK((!policy.empty() && policy != "no"));
    const auto& log = fields::object_at(after, "LogConfig");
    const auto type = fields::text(log, "Type");
    if (type == "json-file" || type == "local")
        CHECK(fields::object_at(log, "Config").contains("max-size"));
    else
        CHECK_FALSE(type.empty());
}

void check_release_command(const ContainerSpec& candidate, const Config& config) {
    const auto spec = release_command_spec(candidate, config);
    CHECK(spec.config.at("Cmd") == bj::array{"migrate"});
    CHECK(fields::text(fields::object_at(spec.host_config, "RestartPolicy"), "Name") == "no");
    CHECK(std::ranges::all_of(spec.attachments, [](const auto& a) { return a.aliases.empty(); }));
}

} // namespace

void candidate(std::string_view bytes) {
    Input input{bytes};
    const auto incumbent = container_from_json(parsed(input.part()));
    const auto image = image_from_json(parsed(input.rest()));
    if (!incumbent)
        return;
    Config config;
    config.release.command = {"migrate"};
    const Release release{.id = "1", .service = "web", .image = "web:1", .candidate = "web-1"};

    const auto spec = candidate_like(*incumbent, image ? *image : Image{}, release, config);

    if (!spec) {
        CHECK(spec.error().is(Errc::precondition));
        return;
    }
    CHECK(spec->labels.at(std::string{label::role}) == "candidate");
    CHECK(std::ranges::any_of(spec->attachments,
                              [](const auto& each) { return each.network == "kamal"; }));
    CHECK(spec->attachments.size() >= incumbent->attachments.size());
    check_host_config(incumbent->host_config, spec->host_config);
    check_release_command(*spec, config);
    CHECK(create_body(*spec).at("Image") == bj::value("web:1"));
    (void)describe(*spec);
}

} // namespace deploy::fuzz
