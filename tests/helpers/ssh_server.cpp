// SPDX-License-Identifier: MIT
#include "helpers/free_port.hpp"
#include "helpers/git_fixture.hpp"
#include "helpers/git_servers.hpp"
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <pwd.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace deploy::test {
namespace fs = std::filesystem;

Listener::Listener() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (!socket_ || ::bind(socket_.get(), generic, size) != 0 || ::listen(socket_.get(), 16) != 0 ||
        ::getsockname(socket_.get(), generic, &size) != 0)
        throw std::runtime_error{"cannot listen on loopback"};
    port_ = ntohs(address.sin_port);
}

int Listener::accept() const { return ::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC); }

void Listener::shut() const { ::shutdown(socket_.get(), SHUT_RDWR); }

namespace {

// Starts a program with its error output on `errors`, or on this program's where negative.
pid_t spawn(std::vector<std::string> words, int errors) {
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    if (errors >= 0)
        ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    pid_t process = -1;
    const int failed = ::posix_spawnp(&process, words.front().c_str(), &actions, nullptr,
                                      arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw std::runtime_error{words.front() + " is not installed"};
    return process;
}

} // namespace

void make_ssh_key(const fs::path& file) {
    int status = -1;
    ::waitpid(spawn({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.string()}, -1),
              &status, 0);
    if (status != 0)
        throw std::runtime_error{"ssh-keygen failed"};
}

std::string SshServer::public_key(const fs::path& file) {
    const auto line = read_file(file);
    return line.substr(0, line.find(' ', line.find(' ') + 1));
}

SshServer::SshServer(const fs::path& directory, const std::string& settings,
                     const std::string& address)
    : directory_{directory}, address_{address} {
    fs::create_directories(directory);
    if (::geteuid() == 0)
        fs::create_directories("/run/sshd"); // sshd's own, made by its unit where that has run
    make_ssh_key(directory / "host_key");
    make_ssh_key(client_key());
    write_file(directory / "authorized_keys", read_file(client_key().string() + ".pub"));
    port_ = free_port();
    write_file(directory / "config",
               "ListenAddress " + address_ + "\nPort " + std::to_string(port_) + "\nHostKey " +
                   (directory / "host_key").string() + "\nAuthorizedKeysFile " +
                   (directory / "authorized_keys").string() +
                   "\nStrictModes no\nPidFile none\nUsePAM no\nPasswordAuthentication no\n"
                   "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n" +
                   settings);
    start();
}

void SshServer::start() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{"no pipe"};
    output_ = FileDescriptor{ends[0]};
    FileDescriptor input{ends[1]};
    process_ =
        spawn({"/usr/sbin/sshd", "-D", "-e", "-f", (directory_ / "config").string()}, input.get());
    input.close();
    std::string said;
    std::array<char, 512> buffer{};
    while (said.find("Server listening on") == said.npos) {
        const auto size = ::read(output_.get(), buffer.data(), buffer.size());
        if (size <= 0)
            throw std::runtime_error{"sshd ended: " + said};
        said.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

SshServer::~SshServer() {
    if (process_ <= 0)
        return;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

std::string SshServer::url(const fs::path& repository) const {
    const auto* user = ::getpwuid(::geteuid());
    return "ssh://" + std::string{user->pw_name} + "@127.0.0.1:" + std::to_string(port_) +
           repository.string();
}

int SshServer::cut_connections() const {
    int cut = 0;
    for (const auto& entry : fs::directory_iterator{"/proc"}) {
        std::ifstream stat{entry.path() / "stat"};
        pid_t id = 0;
        pid_t parent = 0;
        std::string name;
        std::string state;
        if (stat >> id >> name >> state >> parent && parent == process_ && ::kill(id, SIGKILL) == 0)
            ++cut;
    }
    return cut;
}

std::string SshServer::known_hosts_line() const {
    return "[" + address_ + "]:" + std::to_string(port_) + " " +
           public_key(directory_ / "host_key.pub");
}

} // namespace deploy::test
