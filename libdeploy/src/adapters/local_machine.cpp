// SPDX-License-Identifier: MIT
#include "support/subprocess.hpp"
#include <cerrno>
#include <deploy/machine.hpp>
#include <fstream>
#include <future>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <set>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <thread>

namespace deploy {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

Error failure(std::string_view what, const fs::path& path, int number) {
    const auto reason = std::error_code{number, std::generic_category()};
    const auto kind = number == ENOENT   ? Errc::not_found
                      : number == EACCES ? Errc::refused
                                         : Errc::io;
    return {kind, std::string{what} + " " + path.string() + ": " + reason.message()};
}

std::string text_of(const sockaddr* address) {
    char text[NI_MAXHOST] = {};
    const auto size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    const int failed = ::getnameinfo(address, static_cast<socklen_t>(size), text, sizeof text,
                                     nullptr, 0, NI_NUMERICHOST);
    return failed == 0 ? text : "";
}

bool is_ip(const sockaddr* address) {
    return address != nullptr && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

using Addresses = std::vector<std::string>;

Result<Addresses> look_up(const std::string& host) {
    const addrinfo hints{.ai_flags = 0,
                         .ai_family = AF_UNSPEC,
                         .ai_socktype = SOCK_STREAM,
                         .ai_protocol = 0,
                         .ai_addrlen = 0,
                         .ai_addr = nullptr,
                         .ai_canonname = nullptr,
                         .ai_next = nullptr};
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0)
        return Error{Errc::not_found, host + ": " + ::gai_strerror(code)};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner{found, ::freeaddrinfo};
    std::set<std::string> out;
    for (const auto* each = found; each != nullptr; each = each->ai_next)
        if (is_ip(each->ai_addr))
            out.insert(text_of(each->ai_addr));
    return Addresses{out.begin(), out.end()};
}

class LocalMachine final : public Machine {
public:
    Result<DiskSpace> disk(const fs::path& path) override {
        struct statvfs info {};
        if (::statvfs(path.c_str(), &info) != 0)
            return failure("look at the file system of", path, errno);
        const auto bytes = [&](auto blocks) {
            return static_cast<std::int64_t>(blocks) * static_cast<std::int64_t>(info.f_frsize);
        };
        return DiskSpace{.total = bytes(info.f_blocks),
                         .available = bytes(info.f_bavail),
                         .inodes = static_cast<std::int64_t>(info.f_files),
                         .inodes_available = static_cast<std::int64_t>(info.f_favail)};
    }

    Result<std::string> timezone() override {
        std::error_code error;
        const auto target = fs::canonical("/etc/localtime", error).string();
        constexpr std::string_view folder = "/zoneinfo/";
        if (const auto at = target.find(folder); !error && at != std::string::npos)
            return target.substr(at + folder.size());
        std::string name;
        std::ifstream{"/etc/timezone"} >> name;
        if (name.empty())
            return Error{Errc::not_found, "neither /etc/localtime nor /etc/timezone names it"};
        return name;
    }

    Result<ProgramEnd> run(const std::vector<std::string>& words, milliseconds timeout) override {
        constexpr std::size_t most = std::size_t{64} << 10U;
        ProgramEnd end;
        Command command{.program = words.front(),
                        .arguments = {words.begin() + 1, words.end()},
                        .timeout = timeout,
                        .grace = milliseconds{0}};
        command.line = [&](std::string_view line) {
            if (end.output.size() + line.size() < most)
                end.output.append(line).append("\n");
        };
        auto code = deploy::run(command);
        if (!code)
            return code.error();
        end.exit_code = *code;
        return end;
    }

    /// The system's resolver cannot be interrupted, so a thread of its own is left to it; it owns
    /// all that it uses.
    Result<Addresses> resolve(const std::string& host, milliseconds timeout) override {
        auto promise = std::make_shared<std::promise<Result<Addresses>>>(); // for both threads
        auto answer = promise->get_future();
        std::thread{[promise, host] { promise->set_value(look_up(host)); }}.detach();
        if (answer.wait_for(timeout) != std::future_status::ready)
            return Error{Errc::timed_out,
                         host + ": no answer within " + std::to_string(timeout.count()) + " ms"};
        return answer.get();
    }

    Result<Addresses> addresses() override {
        ifaddrs* found = nullptr;
        if (::getifaddrs(&found) != 0)
            return failure("list the addresses of", "this host", errno);
        const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner{found, ::freeifaddrs};
        Addresses out;
        for (const auto* each = found; each != nullptr; each = each->ifa_next)
            if (is_ip(each->ifa_addr) && (each->ifa_flags & IFF_LOOPBACK) == 0)
                out.push_back(text_of(each->ifa_addr));
        return out;
    }

    Result<std::vector<FileEntry>> files(const fs::path& folder) override {
        std::error_code error;
        std::vector<FileEntry> out;
        for (fs::directory_iterator at{folder, error}, end; !error && at != end;
             at.increment(error)) {
            struct stat info {};
            if (::stat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode))
                continue;
            out.push_back({.name = at->path().filename().string(),
                           .size = info.st_size,
                           .modified = std::chrono::system_clock::from_time_t(info.st_mtime)});
        }
        if (error)
            return failure("list", folder, error.value());
        return out;
    }

    Result<std::string> read(const fs::path& file) override {
        constexpr std::size_t most = std::size_t{1} << 20U;
        errno = 0;
        std::ifstream in{file, std::ios::binary};
        if (!in)
            return failure("read", file, errno);
        std::string text(most, '\0');
        in.read(text.data(), static_cast<std::streamsize>(most));
        text.resize(static_cast<std::size_t>(in.gcount()));
        return text;
    }
};

} // namespace

std::unique_ptr<Machine> make_machine() { return std::make_unique<LocalMachine>(); }

} // namespace deploy
