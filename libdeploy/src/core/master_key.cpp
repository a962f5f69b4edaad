// SPDX-License-Identifier: MIT
#include "support/file_descriptor.hpp"
#include <cerrno>
#include <cstring>
#include <deploy/credentials.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_file_limit = std::size_t{64} * 1024;

Error missing_key(const fs::path& file) {
    return {Errc::not_found, "there is no master key at " + file.string(),
            "copy the key from where the credentials are edited: install -m 600 master.key " +
                file.string()};
}

Error unusable(const fs::path& file, std::string_view why) {
    return {Errc::precondition, "the master key file " + file.string() + " " + std::string{why},
            "write the key of this application's credentials to " + file.string()};
}

bool inside(const fs::path& file, const fs::path& root) {
    const auto relative = file.lexically_relative(root);
    return !relative.empty() && *relative.begin() != "..";
}

// The path without links, once it is known to lead to something inside `root`.
Result<fs::path> resolved(const fs::path& file, const fs::path& root) {
    std::error_code failure;
    if (fs::symlink_status(file, failure).type() == fs::file_type::not_found)
        return missing_key(file);
    auto real = fs::canonical(file, failure);
    if (failure == std::errc::no_such_file_or_directory)
        return missing_key(file);
    if (failure)
        return unusable(file, "cannot be reached: " + failure.message());
    const bool link = fs::is_symlink(fs::symlink_status(file, failure));
    if (!link && !inside(file.lexically_normal(), root.lexically_normal()))
        return real; // named outright by the configuration
    if (!inside(real, fs::weakly_canonical(root, failure)))
        return unusable(file, "is a link that leads out of " + root.string());
    return real;
}

Result<std::string> read_all(int fd, const fs::path& file) {
    std::string text(key_file_limit + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(fd, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{Errc::io, "cannot read " + file.string() + ": " + std::strerror(errno)};
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > key_file_limit)
        return unusable(file, "is larger than 64 KiB, so it is no key");
    text.resize(size);
    return text;
}

Error cannot_open(const fs::path& file, int code) {
    if (code == ENOENT)
        return missing_key(file);
    if (code == ELOOP || code == ENXIO)
        return unusable(file, "is not a regular file");
    return {Errc::precondition,
            "cannot open the master key file " + file.string() + ": " + std::strerror(code),
            "ls -l " + file.string()};
}

// O_NONBLOCK: opening a FIFO would wait for a writer. O_NOFOLLOW: the path is already without
// links, so one that appears now was put there in between.
Result<std::string> read_regular(const fs::path& real, const fs::path& file) {
    const FileDescriptor fd{::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)};
    if (!fd)
        return cannot_open(file, errno);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0)
        return Error{Errc::io, "cannot stat " + file.string() + ": " + std::strerror(errno)};
    if (S_ISDIR(info.st_mode))
        return unusable(file, "is a directory");
    if (!S_ISREG(info.st_mode))
        return unusable(file, "is not a regular file");
    return read_all(fd.get(), file);
}

} // namespace

Result<std::string> read_master_key(const fs::path& file, const fs::path& root) {
    const auto real = resolved(file, root);
    if (!real)
        return real.error();
    auto text = read_regular(*real, file);
    if (!text)
        return text;
    auto& key = *text;
    if (key.ends_with("\r\n"))
        key.resize(key.size() - 2);
    else if (key.ends_with('\n'))
        key.pop_back();
    if (key.find_first_not_of(" \t\r\n\v\f") == key.npos)
        return unusable(file, "is empty");
    return text;
}

} // namespace deploy
