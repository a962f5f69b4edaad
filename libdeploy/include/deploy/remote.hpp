// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/result.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// One call of psyfit-deploy on the server.
struct RemoteCall {
    std::vector<std::string> words; ///< Its arguments, as they are.
    std::string input{};            ///< Its standard input: where secrets may travel.
    std::function<void(std::string_view)> line = [](std::string_view) {};       ///< Of its output.
    std::function<void(std::string_view)> error_line = [](std::string_view) {}; ///< Of its errors.
    std::optional<std::chrono::milliseconds> timeout{};
    std::stop_token stop{};
};

/// The server, where that is another machine: psyfit-deploy runs there, beside the engine.
class Remote {
public:
    virtual ~Remote() = default;

    /// Runs psyfit-deploy there and gives its exit code. `unreachable`: the connection could not be
    /// made, so nothing was done; calling again may help. `unknown_outcome`: it was cut, and what
    /// the call did is not known; calling again may help. `refused`: a key or the host's key was
    /// not accepted; calling again does not help. `precondition`: there is no psyfit-deploy on the
    /// server.
    virtual Result<int> call(const RemoteCall& call) = 0;

    /// For people: `deploy@app.example.com`.
    [[nodiscard]] virtual std::string name() const = 0;
};

/// How the OpenSSH client reaches the server.
struct SshSettings {
    std::string destination;             ///< `user@host`, or a name of the client's configuration.
    std::optional<std::uint16_t> port{}; ///< Nothing: the client's own choice.
    std::filesystem::path configuration{}; ///< `none`, a file, or empty: the user's own.
    std::filesystem::path key{};         ///< The only key to offer; empty: the client's own choice.
    std::filesystem::path known_hosts{}; ///< The only host keys to accept; empty: the client's own.
    bool batch = true;                   ///< Never asks for a password or passphrase.
    std::chrono::seconds connect_timeout{15};
    std::chrono::seconds silence{30}; ///< Of a peer that is given up after it; at least 3 s.
    /// What is run there; the call's words are added, each quoted for the shell.
    std::vector<std::string> program{"psyfit-deploy"};
};

/// `user@host`, `user@host:port` or `ssh://user@host:port`; `invalid_input` otherwise, also where a
/// part could be taken for an option of ssh.
Result<SshSettings> ssh_settings(std::string_view destination);

/// The same for somebody who waits `patience` for an answer: half of it at most goes to a
/// connection that is not made or has fallen silent, so that there is time to try again.
[[nodiscard]] SshSettings within(SshSettings settings, std::chrono::seconds patience);

/// A server behind the OpenSSH client (`ssh` in PATH). Each call is a connection of its own; a peer
/// that cannot be connected to or falls silent is given up, be it without any word.
[[nodiscard]] std::unique_ptr<Remote> make_ssh_remote(const SshSettings& settings);

/// The machine that a container runs on, reached through the engine whose socket it has.
struct EngineHost {
    std::filesystem::path socket{"/var/run/docker.sock"};
    std::string image;                ///< Of that engine.
    std::vector<std::string> program; ///< Of the image; the call's words are added.
    std::string container{};          ///< The container's name, which then stays.
    std::string maker{}; ///< Kept in the label psyfit.deploy.helper of one that has no name.
    std::string name{"this machine"}; ///< For people.
};

/// Runs a program of an image as root in a container with all files of the machine at `/host`, its
/// processes and its network. The container goes when its call ends; a named one lives on without
/// the call. Errors as of `Remote::call`, and `conflict` where the name is taken.
[[nodiscard]] std::unique_ptr<Remote> make_engine_remote(const EngineHost& host);

} // namespace deploy
