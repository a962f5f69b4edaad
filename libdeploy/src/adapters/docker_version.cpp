// SPDX-License-Identifier: MIT
#include "adapters/docker_version.hpp"
#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace deploy {

namespace {

/// Major and minor part of an API version; compares as a version should.
struct Version {
    int major = 0;
    int minor = 0;

    auto operator<=>(const Version&) const = default;
    [[nodiscard]] std::string text() const {
        return std::to_string(major) + "." + std::to_string(minor);
    }
};

constexpr Version oldest{1, 41};
constexpr Version newest{1, 50};

std::optional<Version> parse_version(std::string_view text) {
    Version version;
    const char* end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.major);
    if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.')
        return std::nullopt;
    const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
    if (minor.ec != std::errc{} || minor.ptr != end)
        return std::nullopt;
    return version;
}

std::optional<Version> version_in(const boost::json::object& answer, std::string_view key) {
    const auto* value = answer.if_contains(key);
    return value != nullptr && value->is_string() ? parse_version(value->get_string())
                                                  : std::nullopt;
}

} // namespace

Result<std::string> agree_on_version(const boost::json::value& told) {
    const auto* object = told.if_object();
    const auto answer = object != nullptr ? *object : boost::json::object{};
    const auto theirs = version_in(answer, "ApiVersion");
    if (!theirs)
        return Error{Errc::corrupt, "the Docker Engine does not tell its API version"};
    if (*theirs < oldest)
        return Error{Errc::precondition,
                     "the Docker Engine speaks API " + theirs->text() + "; " + oldest.text() +
                         " (Docker 20.10) or newer is needed",
                     "apt-get install docker.io"};
    const auto least = version_in(answer, "MinAPIVersion").value_or(oldest);
    if (least > newest)
        return Error{Errc::precondition, "the Docker Engine demands API " + least.text() +
                                             "; this program speaks at most " + newest.text()};
    return std::min(*theirs, newest).text();
}

std::optional<std::string> agree_at_once(std::string_view api_version) {
    const auto theirs = parse_version(api_version);
    // One newer than ours may demand more than we know.
    if (!theirs || *theirs < oldest || *theirs > newest)
        return std::nullopt;
    return theirs->text();
}

} // namespace deploy
