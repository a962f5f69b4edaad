// SPDX-License-Identifier: MIT
#include "support/port_text.hpp"

#include <algorithm>
#include <deploy/remote.hpp>

namespace deploy {
namespace {

Error wrong(std::string_view destination) {
    return {Errc::invalid_input, "'" + std::string{destination} + "' is no server",
            "--host user@server, or user@server:port"};
}

bool is_name(std::string_view text) {
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, [](unsigned char c) {
        return c > ' ' && c < 127 &&
               std::string_view{"'\"\\$`;&|<>()*?#"}.find(static_cast<char>(c)) ==
                   std::string_view::npos;
    });
}

} // namespace

Result<SshSettings> ssh_settings(std::string_view destination) {
    constexpr std::string_view scheme = "ssh://";
    auto rest = destination;
    if (rest.starts_with(scheme))
        rest.remove_prefix(scheme.size());
    SshSettings out;
    const auto colon = rest.rfind(':');
    const auto address_end = rest.rfind(']'); // [2001:db8::1]:22
    if (colon != std::string_view::npos &&
        (address_end != std::string_view::npos ? colon > address_end : rest.find(':') == colon)) {
        out.port = port_from(rest.substr(colon + 1));
        if (!out.port)
            return wrong(destination);
        rest = rest.substr(0, colon);
    }
    std::string name{rest};
    std::erase_if(name, [](char c) { return c == '[' || c == ']'; });
    const auto at = name.rfind('@');
    if (!is_name(name) || at == 0 || at == name.size() - 1 ||
        (at != std::string::npos && name[at + 1] == '-'))
        return wrong(destination);
    out.destination = std::move(name);
    return out;
}

SshSettings within(SshSettings settings, std::chrono::seconds patience) {
    settings.connect_timeout =
        std::clamp(patience / 2, std::chrono::seconds{1}, settings.connect_timeout);
    settings.silence = std::clamp(patience / 2, std::chrono::seconds{3}, settings.silence);
    return settings;
}

} // namespace deploy
