// SPDX-License-Identifier: MIT
#include "kill/own_engine.hpp"
#include "e2e/world_names.hpp"
#include <boost/process/search_path.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

void require(bool done, const char* what) {
    if (!done)
        throw std::system_error{errno, std::generic_category(), what};
}

void raise_loopback() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
    request.ifr_flags = IFF_UP;
    const bool up = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    ::close(fd);
    require(up, "raise the loopback interface");
}

// The namespaces end with the last process in them, and the mounts with them.
void enter_namespaces() {
    require(::unshare(CLONE_NEWNET | CLONE_NEWNS) == 0, "unshare");
    require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount /");
    // The machine's containerd would be taken for the engine's own.
    if (fs::exists("/run/containerd"))
        require(::mount("tmpfs", "/run/containerd", "tmpfs", 0, nullptr) == 0, "hide containerd");
    raise_loopback();
}

std::string dockerd() { return boost::process::search_path("dockerd").string(); }

} // namespace

std::string OwnEngine::missing() {
    if (::geteuid() != 0)
        return "an engine of its own needs root";
    return dockerd().empty() ? "there is no dockerd in PATH" : "";
}

OwnEngine::OwnEngine(std::size_t storage) {
    const auto image = folder_.path() / "kamal-proxy.tar";
    output_of({"docker", "save", "--output", image.string(), std::string{proxy_image}});
    enter_namespaces();
    fs::create_directories(data());
    require(::mount("tmpfs", data().c_str(), "tmpfs", 0,
                    ("size=" + std::to_string(storage)).c_str()) == 0,
            "mount the storage");
    write_file(folder_.path() / "daemon.json", "{}");
    ::setenv("DOCKER_HOST", ("unix://" + socket()).c_str(), 1);
    start();
    output_of({"docker", "load", "--input", image.string()});
}

void OwnEngine::start() {
    const auto in = [this](const char* name) { return (folder_.path() / name).string(); };
    daemon_.emplace(Words{dockerd(), "--config-file", in("daemon.json"), "--data-root",
                          data().string(), "--exec-root", in("exec"), "--pidfile", in("pid"),
                          "--host", "unix://" + socket(), "--storage-driver", "vfs",
                          live_restore_ ? "--live-restore=true" : "--live-restore=false",
                          "--userland-proxy=false", "--exec-opt", "native.cgroupdriver=cgroupfs"});
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (run({"docker", "version"}).exit_code != 0)
        if (daemon_->wait(50ms) || std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the engine does not start: " + daemon_->err()};
}

void OwnEngine::kill() {
    daemon_->send_signal(SIGKILL);
    daemon_->wait(30s);
    // Its containerd dies with it; the next one must not take either for alive.
    fs::remove(folder_.path() / "pid");
    fs::remove(folder_.path() / "exec/containerd/containerd.pid");
}

void OwnEngine::stop() {
    daemon_->send_signal(SIGTERM);
    daemon_->wait(60s);
}

OwnEngine::~OwnEngine() {
    stop();
    ::umount2(data().c_str(), MNT_DETACH);
}

} // namespace deploy::test
