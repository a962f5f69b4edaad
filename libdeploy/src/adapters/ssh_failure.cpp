// SPDX-License-Identifier: MIT
#include "adapters/ssh_failure.hpp"

#include <algorithm>
#include <array>

namespace deploy {
namespace {

// As OpenSSH 9.2 words them: ssh.c, sshconnect.c, sshconnect2.c, packet.c, clientloop.c.
constexpr std::array own_words{
    std::string_view{"ssh: "},
    std::string_view{"Permission denied"},
    std::string_view{"Host key verification failed"},
    std::string_view{"@@@"},
    std::string_view{"@ "},
    std::string_view{"No ED25519 host key is known"},
    std::string_view{"No ECDSA host key is known"},
    std::string_view{"No RSA host key is known"},
    std::string_view{"Connection "},
    std::string_view{"kex_exchange_identification"},
    std::string_view{"client_loop: "},
    std::string_view{"Timeout, server"},
    std::string_view{"Load key "},
    std::string_view{"Warning: "},
    std::string_view{"banner exchange"},
    std::string_view{"Received disconnect"},
    std::string_view{"Disconnected from"},
    std::string_view{"no such identity"},
    std::string_view{"Bad owner or permissions"},
    std::string_view{"command-line: "},
    std::string_view{"No user exists for uid"},
};

struct Refusal {
    std::string_view mark, meaning, fix;
};

constexpr std::array refusals{
    Refusal{"REMOTE HOST IDENTIFICATION HAS CHANGED",
            "its host key is not the known one: it was set up anew, or somebody is in between",
            "compare its fingerprint on the server itself (ssh-keygen -lf "
            "/etc/ssh/ssh_host_ed25519_key.pub), then replace the line in known_hosts"},
    Refusal{"host key is known for", "its host key is not known here",
            "ssh-keyscan the host, compare the fingerprint with the server's own, and add the line "
            "to known_hosts"},
    Refusal{"Host key verification failed", "its host key is not known here",
            "ssh-keyscan the host, compare the fingerprint with the server's own, and add the line "
            "to known_hosts"},
    Refusal{"No user exists for uid",
            "the user who runs this has no name here, and the OpenSSH client wants one",
            "run it as a user that /etc/passwd has; in a container, without --user, or with an "
            "/etc/passwd mounted that has the user"},
    Refusal{"Load key", "the private key cannot be read",
            "check the key: its format, its final line end, and that it has no passphrase"},
    Refusal{"Permission denied", "it does not accept the key",
            "add the public key to ~/.ssh/authorized_keys of that user on the server"},
};

// Said before there is a connection that could carry a command.
constexpr std::array never_connected{
    std::string_view{"ssh: connect to host "},
    std::string_view{"ssh: Could not resolve hostname "},
    std::string_view{"kex_exchange_identification"},
    std::string_view{"banner exchange"},
};

} // namespace

bool SshComplaints::take(std::string_view line) {
    const bool own =
        std::ranges::any_of(own_words,
                            [&](std::string_view words) { return line.starts_with(words); }) ||
        line.find(": Permission denied (") != std::string_view::npos;
    if (own || !said_.empty()) // what follows may be the rest of it
        said_.append(said_.empty() ? "" : "\n").append(line);
    return own;
}

Error SshComplaints::failure(const std::string& host, const std::string& by_hand) const {
    for (const auto& refusal : refusals)
        if (said_.find(refusal.mark) != std::string::npos)
            return {Errc::refused,
                    host + " cannot be used: " + std::string{refusal.meaning} + " (" +
                        said_.substr(0, said_.find('\n')) + ")",
                    std::string{refusal.fix}};
    auto last = said_.substr(said_.rfind('\n') + 1);
    if (last.ends_with('.')) // more of the sentence follows
        last.pop_back();
    const bool never = std::ranges::any_of(never_connected, [&](std::string_view mark) {
        return said_.find(mark) != std::string::npos;
    });
    return {never ? Errc::unreachable : Errc::unknown_outcome,
            host + " cannot be reached: " + (last.empty() ? "the connection was cut" : last),
            by_hand};
}

} // namespace deploy
