// SPDX-License-Identifier: MIT
// known_hosts: a key is known only where the file has exactly that key, a line for it makes it so,
// and a @revoked line undoes it. The input: a host, the offered key's bytes in a line, the file.
#include "adapters/git_known_hosts.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

using git::HostKey;

bool is_field(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return c > ' ' && c < 0x7f &&
               std::string_view{"#@|,!*?"}.find(static_cast<char>(c)) == std::string_view::npos;
    });
}

} // namespace

void git_known_hosts(std::string_view bytes) {
    Input input{bytes};
    const std::string host{input.line()};
    const git::OfferedKey key{std::string{input.line()}};
    const std::string file{input.rest()};

    const auto name = git::known_hosts_name(host, static_cast<std::uint16_t>(file.size()));
    const auto verdict = git::check_host_key(file, name, key);
    if (verdict == HostKey::known || verdict == HostKey::revoked)
        CHECK(file.find(key.base64()) != std::string::npos);
    const auto types = git::known_types(file, name);
    CHECK((verdict != HostKey::unknown || types.empty()));
    CHECK(key.fingerprint().starts_with("SHA256:"));

    if (!is_field(host) || !is_field(key.type()))
        return;
    const auto with = file + "\n" + name + " " + key.type() + " " + key.base64() + "\n";
    const auto told = git::check_host_key(with, name, key);
    CHECK((told == HostKey::known || told == HostKey::revoked));
    const auto without = with + "@revoked " + name + " " + key.type() + " " + key.base64();
    CHECK(git::check_host_key(without, name, key) == HostKey::revoked);
}

} // namespace deploy::fuzz
