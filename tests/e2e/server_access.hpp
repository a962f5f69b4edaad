// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include "helpers/git_servers.hpp"

#include <memory>

namespace deploy::test {

/// The way to a world's server by ssh: a real sshd on loopback, whose sessions find psyfit-deploy
/// and the world's configuration.
class ServerAccess {
public:
    /// Where sshd listens: on loopback, or where the containers of the world's network reach it.
    enum class Where : unsigned char { loopback, network };
    explicit ServerAccess(World& world, Where where = Where::loopback);
    /// sshd listens on this address of the server.
    ServerAccess(World& world, std::string address);

    [[nodiscard]] const std::string& address() const { return address_; }
    /// `[address]:port ssh-ed25519 AAAA…`
    [[nodiscard]] std::string known_hosts() const;
    /// Gives the server the world's configuration as it is now.
    void write_configuration() const;
    /// The server has no psyfit-deploy any more.
    void uninstall() const;
    /// Nor such a program: a login's shell says so.
    void hide(const std::string& program) const;
    /// The program there is a script of the shell from now on.
    void replace(const std::string& program, const std::string& script) const;

    /// `root@127.0.0.1:port`, for `--host`.
    [[nodiscard]] std::string host() const;
    [[nodiscard]] const SshServer& sshd() const { return *sshd_; }
    /// Surroundings of a psyfit-deploy that is to use this key and these known hosts.
    [[nodiscard]] ProgramOptions client() const;
    /// Runs psyfit-deploy here, for the server.
    Finished run_cli(Words words) const;
    Program start_cli(Words words) const;
    /// Ends every ssh of this client that runs, as a cable that is pulled does; how many there
    /// were.
    int cut() const;
    /// No new connection is taken from now on, or again.
    void refuse_connections(bool refused) const;
    /// The line of authorized_keys of the client's key gets these options.
    void restrict_key(const std::string& options) const;

private:
    [[nodiscard]] Words command(Words words) const;

    World& world_;
    std::string address_;
    std::filesystem::path folder_;
    std::unique_ptr<SshServer> sshd_{};
};

} // namespace deploy::test
