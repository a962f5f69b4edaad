// SPDX-License-Identifier: MIT
// A remote by ssh that refuses, is not the one it was, or is away: a real sshd. Each refusal tells
// what mends it, and what it tells does mend it.
#include "e2e/expect.hpp"
#include "helpers/git_servers.hpp"

#include <boost/json/object.hpp>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

/// A service that serves version 1, and whose checkout has version 2 to fetch by ssh.
struct RemoteWorld {
    World world;
    SshServer server{world.root() / "sshd"};
    fs::path known_hosts = world.root() / "known_hosts";

    RemoteWorld() {
        world.config["watch"] = {{"window", 0}};
        world.config["source"].as_object()["ssh_key"] = server.client_key().string();
        world.config["source"].as_object()["known_hosts"] = known_hosts.string();
        write_file(known_hosts, server.known_hosts_line() + "\n");
        world.start_by_hand();
        world.repository().commit({{"version", "2"}});
        git({"remote", "set-url", "origin", server.url(world.repository().origin())});
    }

    /// Runs git in the checkout.
    std::string git(const Words& words) const {
        return ServiceRepository::git(world.root() / "checkout", words);
    }
    /// Every reference of the checkout, and every file of it that git sees as changed.
    [[nodiscard]] std::string checkout() const {
        return git({"show-ref", "--head"}) + git({"status", "--porcelain"});
    }
    [[nodiscard]] std::string images() const {
        return docker({"image", "ls", "--format", "{{.ID}} {{.Tag}}", world.service()});
    }
    /// The name by which known_hosts has the server.
    [[nodiscard]] std::string host() const {
        const auto line = server.known_hosts_line();
        return line.substr(0, line.find(' '));
    }
};

/// What a refused fetch leaves as it was.
struct Untouched {
    explicit Untouched(const RemoteWorld& remote)
        : containers{remote.world}, checkout{remote.checkout()}, images{remote.images()} {}

    void expect(const RemoteWorld& remote) const {
        expect_untouched(remote.world, containers);
        CHECK(remote.world.version() == "1");
        CHECK(remote.checkout() == checkout);
        CHECK(remote.images() == images);
    }

    Before containers;
    std::string checkout, images;
};

/// Runs the command at the end of a fix, as the person who reads it would.
void obey(const std::string& fix) {
    const auto command = fix.substr(fix.rfind(": ") + 2);
    const auto ran = run({"sh", "-c", command});
    CHECK_MESSAGE(ran.exit_code == 0, command, "\n", ran.err);
}

} // namespace

TEST_CASE("an ssh key that the remote does not know is refused until it is registered") {
    if (skipped())
        return;
    RemoteWorld remote;
    auto& world = remote.world;
    const Untouched before{remote};
    const auto incumbent = world.routed()->id;
    const auto stranger = world.root() / "stranger";
    make_ssh_key(stranger);
    world.config["source"].as_object()["ssh_key"] = stranger.string();

    const auto refused = world.run_cli({"deploy"});

    expect_refused(refused, 3,
                   {.error = "refuses the ssh keys offered: " + stranger.string(),
                    .serves = world.service() + "-new still serves; no request was moved",
                    .fix = "ssh -T -p " + std::to_string(remote.server.port()) + " -i " +
                           stranger.string() + " "});
    before.expect(remote);

    write_file(world.root() / "sshd/authorized_keys", read_file(stranger.string() + ".pub"));
    const auto deployed = world.run_cli({"deploy"});

    CHECK_MESSAGE(deployed.exit_code == 0, deployed.err);
    expect_live(world, "2", incumbent);
}

TEST_CASE("an ssh host that is not known, or is no longer the one it was, is not trusted") {
    if (skipped())
        return;
    RemoteWorld remote;
    auto& world = remote.world;
    const Untouched before{remote};
    const auto serving = world.service() + "-new still serves; no request was moved";

    write_file(remote.known_hosts, "");
    const auto unknown = world.run_cli({"deploy"});
    before.expect(remote);
    obey(part_of(unknown, "fix:"));
    const auto known = world.run_cli({"plan"});

    world.repository().commit({{"version", "3"}});
    write_file(remote.known_hosts, remote.host() + " " +
                                       SshServer::public_key(world.root() / "sshd/client_key.pub") +
                                       "\n");
    const auto other = Untouched{remote};
    const auto changed = world.run_cli({"deploy"});
    other.expect(remote);
    obey(part_of(changed, "fix:"));
    const auto renewed = world.run_cli({"plan"});

    expect_refused(unknown, 3,
                   {.error = remote.known_hosts.string() + " has none for it",
                    .serves = serving,
                    .fix = remote.server.known_hosts_line()});
    expect_refused(changed, 3,
                   {.error = "which is not the one in " + remote.known_hosts.string(),
                    .serves = serving,
                    .fix = "ssh-keygen -R '" + remote.host() + "'"});
    CHECK_MESSAGE(known.exit_code == 0, known.err);
    CHECK_MESSAGE(renewed.exit_code == 0, renewed.err);
}

TEST_CASE("a remote whose ssh server is away is told as such") {
    if (skipped())
        return;
    RemoteWorld remote;
    auto& world = remote.world;
    const Untouched before{remote};
    const auto closed = std::to_string(Listener{}.port());
    remote.git({"remote", "set-url", "origin", "ssh://git@127.0.0.1:" + closed + "/x.git"});

    const auto away = world.run_cli({"deploy"});

    expect_refused(away, 9,
                   {.error = "127.0.0.1:" + closed,
                    .serves = world.service() + "-new still serves; no request was moved",
                    .fix = "git -C " + (world.root() / "checkout").string() + " fetch origin"});
    before.expect(remote);
}
