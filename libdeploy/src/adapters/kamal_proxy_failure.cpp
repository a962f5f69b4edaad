// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_command.hpp"

#include <array>

namespace deploy {

namespace {

struct Saying {
    std::string_view words;
    Errc means;
    std::string_view fix;
};

// kamal-proxy v0.9.2, internal/server/router.go and internal/cmd; the first match counts. `@`
// stands for the proxy's container.
constexpr std::array<Saying, 11> sayings{{
    {"failed to become healthy", Errc::unhealthy, "the proxy's log tells why: docker logs @"},
    {"host settings conflict", Errc::conflict,
     "free the host: `docker exec @ kamal-proxy list` shows its owner, `docker exec @ kamal-proxy "
     "remove` forgets it"},
    {"unable to load certificate", Errc::precondition,
     "put a certificate and its key where the service was deployed with them: docker cp FILE "
     "@:PATH, for --tls-certificate-path and --tls-private-key-path"},
    {"unexpected EOF", Errc::unknown_outcome, ""},
    {"connection is shut down", Errc::unknown_outcome, ""},
    {"connection reset", Errc::unknown_outcome, ""},
    // The engine's: the command was begun, and its streams did not come in time
    // (containerd/containerd#11033).
    {"io pipe copy", Errc::unknown_outcome, ""},
    {"service not found", Errc::not_found, ""},
    {"kamal-proxy.sock", Errc::unreachable,
     "the proxy process is not up yet, or ended: docker logs @"},
    {"executable file not found", Errc::precondition,
     "`proxy.container` must name a container of kamal-proxy"},
    {"unknown flag", Errc::precondition,
     "the proxy is older than the option: update kamal-proxy to v0.9.2 or newer"},
}};

/// The command's own words, without the prefix and the line end.
std::string words_of(std::string_view output) {
    while (!output.empty() && (output.back() == '\n' || output.back() == '\r'))
        output.remove_suffix(1);
    constexpr std::string_view prefix = "Error: ";
    if (output.starts_with(prefix))
        output.remove_prefix(prefix.size());
    constexpr std::size_t most_shown = 500;
    return std::string{output.substr(0, most_shown)};
}

std::string with_name(std::string_view fix, std::string_view container) {
    std::string named;
    for (const char c : fix)
        c == '@' ? named.append(container) : named.append(1, c);
    return named;
}

} // namespace

Error command_failure(std::string_view output, int exit_code, std::string_view container) {
    const auto words = words_of(output);
    for (const auto& saying : sayings)
        if (output.find(saying.words) != std::string_view::npos)
            return {saying.means, "the proxy says: " + words, with_name(saying.fix, container)};
    if (exit_code > ended_by_signal)
        return {Errc::unknown_outcome, "the proxy's command was ended by signal " +
                                           std::to_string(exit_code - ended_by_signal)};
    return {Errc::precondition, "the proxy refuses (exit code " + std::to_string(exit_code) +
                                    "): " + (words.empty() ? "no reason given" : words)};
}

} // namespace deploy
