// SPDX-License-Identifier: MIT
#include "e2e/server_access.hpp"

#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <sys/stat.h>
#include <utility>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

void make_program(const fs::path& file, const std::string& text) {
    write_file(file, text);
    fs::permissions(file, fs::perms::owner_all);
}

} // namespace

ServerAccess::ServerAccess(World& world, Where where)
    : ServerAccess{world,
                   where == Where::loopback
                       ? "127.0.0.1"
                       : docker({"network", "inspect", "--format",
                                 "{{range .IPAM.Config}}{{.Gateway}}{{end}}", world.service()})} {}

ServerAccess::ServerAccess(World& world, std::string address)
    : world_{world}, address_{std::move(address)}, folder_{world.root() / "access"} {
    const auto config = world.root() / "config.json";
    write_configuration();
    const auto programs = folder_ / "server-bin";
    fs::create_directories(programs);
    fs::create_symlink(DEPLOY_TEST_CLI, programs / "psyfit-deploy");
    sshd_ = std::make_unique<SshServer>(folder_ / "sshd",
                                        "SetEnv PSYFIT_DEPLOY_CONFIG=" + config.string() +
                                            " PATH=" + programs.string() + ":/usr/bin:/bin\n",
                                        address_);
    write_file(folder_ / "known_hosts", sshd_->known_hosts_line() + "\n");
    // The user's own configuration of ssh is none of a test's business. Each ssh leaves its id.
    make_program(folder_ / "client-bin/ssh",
                 "#!/bin/sh\n[ ! -e " + (folder_ / "refused").string() +
                     " ] || { echo 'ssh: connect to host: Connection refused' >&2; exit 255; }\n"
                     "echo $$ >>" +
                     (folder_ / "ssh.pids").string() + "\nexec /usr/bin/ssh -F none -i " +
                     sshd_->client_key().string() +
                     " -o IdentitiesOnly=yes -o UserKnownHostsFile=" +
                     (folder_ / "known_hosts").string() + " \"$@\"\n");
}

std::string ServerAccess::known_hosts() const { return sshd_->known_hosts_line(); }

void ServerAccess::write_configuration() const {
    write_file(world_.root() / "config.json", boost::json::serialize(world_.config));
}

void ServerAccess::uninstall() const { fs::remove(folder_ / "server-bin/psyfit-deploy"); }

void ServerAccess::hide(const std::string& program) const {
    replace(program, "echo 'sh: 1: " + program + ": not found' >&2\nexit 127\n");
}

void ServerAccess::replace(const std::string& program, const std::string& script) const {
    make_program(folder_ / "server-bin" / program, "#!/bin/sh\n" + script);
}

std::string ServerAccess::host() const {
    return "root@" + address_ + ":" + std::to_string(sshd_->port());
}

ProgramOptions ServerAccess::client() const {
    const char* path = std::getenv("PATH");
    return {.environment = {{"PATH", (folder_ / "client-bin").string() + ":" +
                                         (path == nullptr ? "/usr/bin:/bin" : path)}}};
}

Words ServerAccess::command(Words words) const {
    write_configuration();
    words.insert(words.begin(), {DEPLOY_TEST_CLI, "--host", host()});
    return words;
}

Finished ServerAccess::run_cli(Words words) const {
    return run(command(std::move(words)), client());
}

Program ServerAccess::start_cli(Words words) const {
    return Program{command(std::move(words)), client()};
}

int ServerAccess::cut() const {
    int ended = 0;
    std::istringstream pids{read_file(folder_ / "ssh.pids")};
    for (pid_t pid = 0; pids >> pid;) {
        const auto link = fs::path{"/proc"} / std::to_string(pid) / "exe";
        std::error_code gone;
        if (fs::read_symlink(link, gone) == "/usr/bin/ssh" && ::kill(pid, SIGKILL) == 0)
            ++ended;
    }
    return ended;
}

void ServerAccess::refuse_connections(bool refused) const {
    if (refused)
        write_file(folder_ / "refused", "");
    else
        fs::remove(folder_ / "refused");
}

void ServerAccess::restrict_key(const std::string& options) const {
    write_file(folder_ / "sshd/authorized_keys",
               options + " " + read_file(sshd_->client_key().string() + ".pub"));
}

} // namespace deploy::test
