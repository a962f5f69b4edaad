// SPDX-License-Identifier: MIT
// The server's side as docs/from-afar.md gives it, typed in as it stands there, and the action with
// a key of that server.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"
#include "helpers/free_port.hpp"
#include "helpers/markdown_blocks.hpp"

#include <iostream>
#include <optional>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

/// The commands, for the owner of this key.
std::string five_commands(const std::string& public_key) {
    for (auto block : blocks_of(fs::path{DEPLOY_TEST_DOCS} / "from-afar.md", "sh")) {
        const std::string place = "ssh-ed25519 AAAA… ";
        const auto at = block.find(place);
        if (block.starts_with("adduser") && at != std::string::npos)
            return block.replace(at, place.size(), public_key + " ");
    }
    FAIL("docs/from-afar.md has no commands for the server's side");
    return {};
}

/// A server where psyfit-deploy, its configuration and Docker are, and then these commands are
/// typed; its sshd is as Debian has it.
class SetUpByHand {
public:
    SetUpByHand(World& world, const std::string& address)
        : address_{address}, key_{world.root() / "deploy_key"} {
        make_ssh_key(key_);
        const auto room = world.root() / "room";
        fs::create_directory(room);
        fs::permissions(world.root(), fs::perms::others_exec, fs::perm_options::add);
        const auto checkout = world.repository().checkout().string();
        sshd_.emplace(Words{DEPLOY_TEST_ROOM, room.string(), "bash", "-e", "-c",
                            "install -m 0755 " DEPLOY_TEST_CLI " /usr/local/bin/psyfit-deploy\n"
                            "install -m 0644 " +
                                (world.root() / "config.json").string() +
                                " /etc/psyfit-deploy.json\n" +
                                five_commands(SshServer::public_key(key_.string() + ".pub")) +
                                "chown -R deploy: " + checkout + "\nexec /usr/sbin/sshd -D -e -p " +
                                std::to_string(port_) + " -o ListenAddress=" + address});
    }
    void await_sshd() { await_said(*sshd_, "Server listening on"); }

    /// `256 SHA256:… root@host (ED25519)`, as the last command says.
    [[nodiscard]] std::string fingerprint() const {
        const auto text = sshd_->out();
        const auto begin = text.rfind("SHA256:");
        return begin == text.npos ? text : text.substr(begin, text.find(' ', begin) - begin);
    }
    [[nodiscard]] std::string known_hosts() const {
        return output_of({"ssh-keyscan", "-t", "ed25519", "-p", std::to_string(port_), address_});
    }
    [[nodiscard]] ActionRunner::Inputs inputs() const {
        return {{"HOST", address_},   {"PORT", std::to_string(port_)},
                {"USER", "deploy"},   {"SSH_KEY", read_file(key_)},
                {"INSTALL", "never"}, {"KNOWN_HOSTS", known_hosts()}};
    }
    [[nodiscard]] Finished shell(const std::string& command) const {
        return run({"ssh", "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
                    "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
                    "LogLevel=ERROR", "-i", key_.string(), "-p", std::to_string(port_),
                    "deploy@" + address_, command});
    }

private:
    std::string address_;
    fs::path key_;
    std::uint16_t port_ = free_port();
    std::optional<Program> sshd_{};
};

bool lacks_a_room() {
    if (skipped())
        return true;
    const TemporaryFolder folder;
    const auto tried = run({DEPLOY_TEST_ROOM, folder.path().string(), "true"});
    if (tried.exit_code == 0)
        return false;
    std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name
              << ": no server of its own can be made here: " << tried.err << std::endl;
    return true;
}

} // namespace

TEST_CASE("five commands make a server that a restricted key deploys to, and does nothing else") {
    if (lacks_a_room())
        return;
    Production world;
    world.merge();
    world.repository().move_origin_into_checkout();
    world.config.erase("state_directory"); // the usual one
    world.access.write_configuration();
    SetUpByHand server{world, world.access.address()};
    server.await_sshd();
    write_file(world.root() / "known_hosts", server.known_hosts());

    const auto step = world.runner.run(server.inputs());

    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
    CHECK(has(output_of({"ssh-keygen", "-lf", (world.root() / "known_hosts").string()}),
              server.fingerprint()));
    for (const auto* command : {"id", "docker ps", "cat /etc/psyfit-deploy.json"}) {
        const auto refused = server.shell(command);
        CHECK(refused.exit_code == 2);
        CHECK(refused.out.empty());
        CHECK_MESSAGE(has(refused.err, "calls psyfit-deploy and nothing else"), refused.err);
    }
}
