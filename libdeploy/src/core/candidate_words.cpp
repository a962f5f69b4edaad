// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

std::string join(const std::vector<Attachment>& attachments) {
    std::string out;
    for (const auto& attachment : attachments)
        out += (out.empty() ? "" : ", ") + attachment.network;
    return out;
}

/// One line for a host setting that differs from "nothing said".
void add_setting(std::vector<std::string>& lines, const json::object& host, std::string_view key,
                 std::string_view words) {
    const auto* const value = host.if_contains(key);
    const bool said = value != nullptr && !value->is_null() && *value != json::value(0) &&
                      *value != json::value(json::array{}) && *value != json::value(false);
    if (said)
        lines.push_back(std::string{words} + ": " + json::serialize(*value));
}

} // namespace

std::vector<std::string> describe(const ContainerSpec& spec) {
    std::vector<std::string> lines{"image: " + spec.image, "networks: " + join(spec.attachments)};
    add_setting(lines, spec.host_config, "Binds", "volumes");
    add_setting(lines, spec.host_config, "Mounts", "mounts");
    add_setting(lines, spec.host_config, "RestartPolicy", "restart");
    add_setting(lines, spec.host_config, "Memory", "memory limit (bytes)");
    add_setting(lines, spec.host_config, "NanoCpus", "processor limit (10⁻⁹)");
    add_setting(lines, spec.host_config, "LogConfig", "log");
    for (const auto& [key, value] : spec.labels)
        lines.push_back("label: " + key + "=" + value);
    return lines;
}

} // namespace deploy
