// SPDX-License-Identifier: MIT
#include "adapters/container_file.hpp"

#include <boost/json/value.hpp>
#include <fcntl.h>
#include <fstream>
#include <linux/openat2.h>
#include <poll.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace deploy {

namespace {

namespace json = boost::json;

std::string process_of(const json::object& container) {
    const auto* state = container.if_contains("State");
    const auto* pid =
        state != nullptr && state->is_object() ? state->get_object().if_contains("Pid") : nullptr;
    return pid != nullptr && pid->is_int64() && pid->get_int64() > 1
               ? std::to_string(pid->get_int64())
               : std::string{};
}

/// The number may mean another process where the engine lives in another namespace.
bool belongs_to(const std::string& process, const json::object& container) {
    const auto* id = container.if_contains("Id");
    if (process.empty() || id == nullptr || !id->is_string() || id->get_string().size() != 64)
        return false;
    const std::ifstream file{"/proc/" + process + "/cgroup"};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str().find(std::string_view{id->get_string()}) != std::string::npos;
}

FileDescriptor open_beneath(const FileDescriptor& root, const std::string& path) {
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    const auto fd = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
    return FileDescriptor{static_cast<int>(fd)};
}

} // namespace

std::optional<ContainerRoot> ContainerRoot::open(const json::object& container) {
    const auto number = process_of(container);
    if (!belongs_to(number, container))
        return std::nullopt;
    FileDescriptor process{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(number), 0))};
    FileDescriptor root{
        ::open(("/proc/" + number + "/root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    // Both are pinned now; a number that was given anew in between is found out here.
    if (!process || !root || !belongs_to(number, container))
        return std::nullopt;
    return ContainerRoot{std::move(process), std::move(root)};
}

bool ContainerRoot::alive() const {
    pollfd ended{.fd = process_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&ended, 1, 0) == 0;
}

std::optional<std::string> ContainerRoot::read(const std::string& path, std::size_t limit) const {
    const auto file = open_beneath(root_, path);
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    auto content = read_all(file, path, limit);
    if (!content)
        return std::nullopt;
    return std::move(*content);
}

} // namespace deploy
