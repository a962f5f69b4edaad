// SPDX-License-Identifier: MIT
#pragma once
#include "core/candidate.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

namespace deploy::test {

inline Release release() {
    Release out{.id = "20261124-201500-3f9a", .service = "psyfit-web"};
    out.revision = std::string(40, 'b');
    out.image = "psyfit-local:bbbbbbbbbbbb";
    out.candidate = candidate_name(out);
    return out;
}

inline Image image() {
    Image out{.id = "sha256:old", .labels = {{"maintainer", "us"}}};
    out.config = {{"User", "rails"},
                  {"WorkingDir", "/rails"},
                  {"Entrypoint", {"/entrypoint"}},
                  {"Cmd", {"server"}}};
    return out;
}

/// A container as the guide starts it: everything but its name is the image's.
inline Container incumbent() {
    Container out{.id = std::string(64, 'a'), .name = "psyfit-web-old", .image_id = "sha256:old"};
    out.config = image().config;
    out.config["Hostname"] = std::string(12, 'a');
    out.labels = {{"maintainer", "us"}};
    out.attachments = {{.network = "kamal", .address = "10.0.0.2", .aliases = {}}};
    out.host_config = {{"NetworkMode", "kamal"}};
    return out;
}

inline ContainerSpec like(const Container& container, const Release& of = release()) {
    auto spec = candidate_like(container, image(), of, {});
    REQUIRE(spec);
    return *spec;
}

/// The text form of what the candidate of `container` has at `key`; empty where it has nothing.
inline std::string host_setting(const Container& container, std::string_view key) {
    const auto spec = like(container);
    const auto* const found = spec.host_config.if_contains(key);
    return found == nullptr ? "" : boost::json::serialize(*found);
}
inline std::string setting(const Container& container, std::string_view key) {
    const auto spec = like(container);
    const auto* const found = spec.config.if_contains(key);
    return found == nullptr ? "" : boost::json::serialize(*found);
}

} // namespace deploy::test
