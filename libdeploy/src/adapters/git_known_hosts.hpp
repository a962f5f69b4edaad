// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::git {

/// What a known_hosts file says about the key that a host offers.
enum class HostKey : std::uint8_t {
    known,      ///< The file has exactly this key for the host.
    unknown,    ///< The file has no key for the host.
    other_type, ///< The file has keys for the host, but none of the offered key's type.
    changed,    ///< The file has another key of this type for the host.
    revoked,    ///< The file marks this key @revoked.
};

/// The key that a server offers, as in the SSH protocol: its type's name, then the key.
struct OfferedKey {
    std::string blob; ///< Raw bytes.

    [[nodiscard]] std::string type() const;        ///< `ssh-ed25519`; empty when malformed.
    [[nodiscard]] std::string base64() const;      ///< The form that known_hosts keeps.
    [[nodiscard]] std::string fingerprint() const; ///< `SHA256:…`, as ssh-keygen -l prints it.
};

/// The name under which known_hosts lists a host: `host`, or `[host]:port` when not port 22.
[[nodiscard]] std::string known_hosts_name(std::string_view host, std::uint16_t port);

/// Looks the host up as sshd(8) describes it: plain names and patterns, `!` negation, hashed names,
/// several keys a host, @revoked. Lines of other kinds (comments, @cert-authority) are passed over.
[[nodiscard]] HostKey check_host_key(std::string_view known_hosts, std::string_view name,
                                     const OfferedKey& offered);

/// The types of the keys that the file has for the host.
[[nodiscard]] std::vector<std::string> known_types(std::string_view known_hosts,
                                                   std::string_view name);

} // namespace deploy::git
