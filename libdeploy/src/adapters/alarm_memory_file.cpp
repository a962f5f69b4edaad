// SPDX-License-Identifier: MIT
#include "adapters/alarm_memory_file.hpp"

#include "adapters/durable_file.hpp"
#include "adapters/replace_file.hpp"

#include <cerrno>
#include <sys/file.h>

namespace deploy {

Result<AlarmMemoryFile> AlarmMemoryFile::open(const std::filesystem::path& directory,
                                              const std::string& service) {
    auto folder = open_state_directory(directory, IfMissing::create);
    if (!folder)
        return folder.error();
    const auto name = directory / (service + ".monitor.lock");
    auto lock = open_private_file(*folder, name, IfMissing::create);
    if (!lock)
        return lock.error();
    if (::flock(lock->get(), LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? Error{Errc::locked, "another pass of the monitor runs now"}
                                    : system_error("lock", name);
    return AlarmMemoryFile{std::move(*folder), std::move(*lock),
                           directory / (service + ".monitor")};
}

Result<AlarmMemoryFile> AlarmMemoryFile::look(const std::filesystem::path& directory,
                                              const std::string& service) {
    auto folder = open_state_directory(directory, IfMissing::fail);
    if (!folder)
        return folder.error();
    return AlarmMemoryFile{std::move(*folder), FileDescriptor{},
                           directory / (service + ".monitor")};
}

Result<std::string> AlarmMemoryFile::text() const {
    constexpr std::size_t longest = std::size_t{1} << 20U;
    auto file = open_private_file(directory_, file_, IfMissing::fail);
    if (!file)
        return file.error();
    return read_all(*file, file_, longest);
}

Result<AlarmMemory> AlarmMemoryFile::read() const {
    const auto found = text();
    if (!found)
        return found.error().is(Errc::not_found) ? Result<AlarmMemory>{AlarmMemory{}}
                                                 : found.error();
    auto memory = parse_alarm_memory(*found);
    return memory ? std::move(memory) : memory.error().within(file_.string());
}

Result<> AlarmMemoryFile::write(const AlarmMemory& memory) const {
    const auto wanted = to_text(memory);
    if (const auto there = text(); there && *there == wanted)
        return {};
    return replace_private_file(directory_, file_, wanted, Outlives::machine);
}

} // namespace deploy
