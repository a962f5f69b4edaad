// SPDX-License-Identifier: MIT
#include "adapters/durable_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace deploy {

namespace {

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

std::string install_directory(const std::filesystem::path& directory) {
    return "sudo install -d -m 700 -o \"$USER\" " + quoted(directory);
}

/// Another user's state is not taken over, but used as that user.
std::string run_as_owner(const std::filesystem::path& directory) {
    return "run it with sudo; or, where the state is to be yours: " + install_directory(directory);
}

Error untrusted(const std::filesystem::path& path, std::string_view why, std::string fix) {
    return {Errc::precondition, path.string() + " cannot be trusted: " + std::string{why},
            std::move(fix)};
}

Error directory_error(const std::filesystem::path& directory) {
    switch (errno) {
    case ENOENT:
        return {Errc::not_found, directory.string() + " does not exist",
                install_directory(directory)};
    case ELOOP:
    case ENOTDIR:
        return untrusted(directory, "it is not a directory (a link, or another kind of file)",
                         "remove it, or name a directory in its place");
    default: break;
    }
    Error error = system_error("open", directory);
    error.fix = run_as_owner(directory);
    return error;
}

Error file_error(const std::filesystem::path& file) {
    if (errno == ENOENT)
        return {Errc::not_found, file.string() + " does not exist"};
    if (errno == ELOOP)
        return untrusted(file, "it is a symbolic link", "rm " + quoted(file));
    return system_error("open", file);
}

Result<> check_owner(const struct stat& info, const std::filesystem::path& path) {
    if (info.st_uid != ::geteuid())
        return untrusted(path,
                         "it belongs to user " + std::to_string(info.st_uid) + ", not to user " +
                             std::to_string(::geteuid()),
                         "run as its owner, or: sudo chown \"$USER\" " + quoted(path));
    if ((info.st_mode & writable_by_others) != 0)
        return untrusted(path, "others may write to it", "chmod go-w " + quoted(path));
    return {};
}

/// Makes it, and its name durable; there already is success, and so is a parent that does not
/// exist: to open it tells more.
Result<> make_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), S_IRWXU) != 0) {
        if (errno == EEXIST || errno == ENOENT)
            return {};
        Error error = system_error("create", directory);
        error.fix = run_as_owner(directory);
        return error;
    }
    const auto above = directory.has_parent_path() ? directory.parent_path() : ".";
    const FileDescriptor parent{::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (parent && ::fsync(parent.get()) != 0)
        return system_error("sync", above);
    return {};
}

Result<> write_at(int fd, std::string_view bytes, std::size_t offset,
                  const std::filesystem::path& name) {
    while (!bytes.empty()) {
        const auto written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return system_error("write", name);
        if (written == 0)
            return Error{Errc::io, "write " + name.string() + ": nothing was taken"};
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::size_t>(written);
    }
    return {};
}

} // namespace

Error system_error(std::string_view what, const std::filesystem::path& file) {
    const auto reason = std::generic_category().message(errno);
    return {Errc::io, std::string{what} + " " + file.string() + ": " + reason};
}

Result<FileDescriptor> open_state_directory(const std::filesystem::path& directory,
                                            IfMissing missing) {
    // A trailing slash would have the kernel follow a link in spite of O_NOFOLLOW.
    const auto plain = directory.has_filename() ? directory : directory.parent_path();
    if (missing == IfMissing::create)
        if (auto made = make_directory(plain); !made)
            return made.error();
    FileDescriptor fd{::open(plain.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!fd)
        return directory_error(plain);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0)
        return system_error("inspect", plain);
    if (auto checked = check_owner(info, plain); !checked)
        return checked.error();
    return fd;
}

Result<FileDescriptor> open_private_file(const FileDescriptor& directory,
                                         const std::filesystem::path& file, IfMissing missing) {
    const auto name = file.filename();
    // O_NONBLOCK: a FIFO in the file's place must not hang us.
    constexpr int common = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    const int mode = missing == IfMissing::create ? O_RDWR : O_RDONLY;
    FileDescriptor fd{::openat(directory.get(), name.c_str(), mode | common)};
    if (!fd && errno == ENOENT && missing == IfMissing::create) {
        fd = FileDescriptor{
            ::openat(directory.get(), name.c_str(), mode | common | O_CREAT, S_IRUSR | S_IWUSR)};
        if (fd && ::fsync(directory.get()) != 0)
            return system_error("sync the directory of", file);
    }
    if (!fd)
        return file_error(file);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0)
        return system_error("inspect", file);
    if (!S_ISREG(info.st_mode))
        return untrusted(file, "it is not an ordinary file", "rm " + quoted(file));
    if (auto checked = check_owner(info, file); !checked)
        return checked.error();
    return fd;
}

Result<std::string> read_all(const FileDescriptor& file, const std::filesystem::path& name,
                             std::size_t limit) {
    std::string content;
    std::array<char, 65536> chunk{};
    while (content.size() <= limit) {
        const auto got =
            ::pread(file.get(), chunk.data(), chunk.size(), static_cast<off_t>(content.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error("read", name);
        if (got == 0)
            return content;
        content.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return Error{Errc::io,
                 "read " + name.string() + ": longer than " + std::to_string(limit) + " bytes"};
}

Result<> write_at_end(const FileDescriptor& file, const std::filesystem::path& name,
                      std::size_t offset, std::string_view bytes, Outlives what) {
    const auto end = static_cast<off_t>(offset);
    if (::ftruncate(file.get(), end) != 0)
        return system_error("truncate", name);
    auto written = write_at(file.get(), bytes, offset, name);
    if (written && what == Outlives::machine && ::fsync(file.get()) != 0)
        written = system_error("sync", name);
    if (!written && ::ftruncate(file.get(), end) == 0)
        ::fsync(file.get()); // where it fails, too, the failure that is told is the first
    return written;
}

Result<> sync_directory(const FileDescriptor& directory, const std::filesystem::path& name) {
    if (::fsync(directory.get()) != 0)
        return system_error("sync", name);
    return {};
}

} // namespace deploy
