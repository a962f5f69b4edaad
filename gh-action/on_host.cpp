// SPDX-License-Identifier: MIT
#include "on_host.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <grp.h>
#include <iostream>
#include <memory>
#include <pwd.h>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace deploy::action {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const fs::path& file) {
    return {std::fopen(file.c_str(), "re"), [](std::FILE* open) { return std::fclose(open); }};
}

void require(bool done, const std::string& what) {
    if (!done)
        throw std::system_error{errno, std::generic_category(), what};
}

bool is_member(const group& entry, const std::string& user) {
    for (char** member = entry.gr_mem; *member != nullptr; ++member)
        if (user == *member)
            return true;
    return false;
}

void become(const HostUser& user, const fs::path& root) {
    require(::chroot(root.c_str()) == 0 && ::chdir("/") == 0, "enter the files of this machine");
    require(::setgroups(user.groups.size(), user.groups.data()) == 0 && ::setgid(user.group) == 0 &&
                ::setuid(user.id) == 0,
            "become the user");
    if (::chdir(user.home.c_str()) != 0)
        require(::chdir("/") == 0, "enter /");
}

std::vector<std::string> environment_of(const std::string& user, const HostUser& entry) {
    return {"HOME=" + entry.home, "USER=" + user, "LOGNAME=" + user,
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out(texts.size() + 1, nullptr);
    std::ranges::transform(texts, out.begin(), [](std::string& text) { return text.data(); });
    return out;
}

} // namespace

HostUser user_of_host(const std::string& user, const fs::path& root) {
    HostUser out;
    bool found = false;
    const auto users = open_file(root / "etc/passwd");
    while (const auto* const entry = users ? ::fgetpwent(users.get()) : nullptr)
        if (user == entry->pw_name) {
            found = true;
            out = {.id = entry->pw_uid,
                   .group = entry->pw_gid,
                   .groups = {entry->pw_gid},
                   .home = entry->pw_dir};
        }
    if (!found)
        throw std::runtime_error{"there is no user '" + user +
                                 "' in this machine's /etc/passwd; name one in the input `user`"};
    const auto groups = open_file(root / "etc/group");
    while (const auto* const entry = groups ? ::fgetgrent(groups.get()) : nullptr)
        if (is_member(*entry, user) && entry->gr_gid != out.group)
            out.groups.push_back(entry->gr_gid);
    return out;
}

int become_program_of_host(const std::string& user, const std::vector<std::string>& words,
                           const fs::path& root) {
    try {
        const auto entry = user_of_host(user, root);
        become(entry, root);
        auto arguments = words;
        auto environment = environment_of(user, entry);
        ::setenv("PATH", environment.back().c_str() + sizeof("PATH=") - 1, 1); // where it is sought
        ::execvpe(arguments.front().c_str(), pointers(arguments).data(),
                  pointers(environment).data());
    } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        return no_user_on_host;
    }
    const auto code = errno == ENOENT ? no_program_on_host : cannot_run_on_host;
    std::cerr << words.front() << ": " << std::generic_category().message(errno) << std::endl;
    return code;
}

} // namespace deploy::action
