// SPDX-License-Identifier: MIT
#include "core/known_holes.hpp"
#include <array>
#include <charconv>
#include <span>

namespace deploy {
namespace {

using Version = std::array<int, 3>;

std::optional<Version> parse_version(std::string_view text) {
    if (text.starts_with('v'))
        text.remove_prefix(1);
    Version out{};
    for (std::size_t part = 0; part < out.size(); ++part) {
        const auto* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, out.at(part));
        const bool last = part + 1 == out.size();
        if (error != std::errc{} || (last ? rest != end : rest == end || *rest != '.'))
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + (last ? 0 : 1));
    }
    return out;
}

std::string text_of(const Version& version) {
    return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." +
           std::to_string(version[2]);
}

/// The first version without the hole of each major version that was mended, the newest last.
struct Mended {
    std::string_view component;
    std::string_view id;
    std::string_view lets;
    std::span<const Version> first;
};

// https://github.com/opencontainers/runc/security/advisories/GHSA-xr7r-f8xq-vfvv
constexpr std::array<Version, 1> runc_2024{{{1, 1, 12}}};
// https://www.docker.com/blog/docker-security-advisory-docker-engine-authz-plugin/
constexpr std::array engine_2024{Version{23, 0, 15}, Version{25, 0, 6}, Version{26, 1, 5},
                                 Version{27, 1, 1}};
constexpr std::array holes{
    Mended{"runc", "CVE-2024-21626", "lets a container out to the host", runc_2024},
    Mended{"Engine", "CVE-2024-41110", "lets requests past its authorization plugins", engine_2024},
};

/// The version that mends it for this one; nothing where it has no such hole.
std::optional<Version> remedy(const Mended& hole, const Version& version) {
    if (version >= hole.first.back())
        return std::nullopt;
    for (const auto& first : hole.first)
        if (first[0] == version[0])
            return version < first ? std::optional{first} : std::nullopt;
    return hole.first.back();
}

} // namespace

bool is_plain_version(std::string_view version) { return parse_version(version).has_value(); }

std::optional<KnownHole> known_hole(const EngineComponent& component) {
    const auto version = parse_version(component.version);
    if (!version)
        return std::nullopt;
    for (const auto& hole : holes) {
        if (hole.component != component.name)
            continue;
        if (const auto mended = remedy(hole, *version))
            return KnownHole{hole.id, hole.lets, text_of(*mended)};
    }
    return std::nullopt;
}

} // namespace deploy
