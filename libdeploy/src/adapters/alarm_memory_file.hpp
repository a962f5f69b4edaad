// SPDX-License-Identifier: MIT
#pragma once
#include "core/alarm_memory.hpp"
#include "support/file_descriptor.hpp"
#include <filesystem>
#include <optional>

namespace deploy {

/// `<service>.monitor` in the state directory, held by one pass at a time.
class AlarmMemoryFile {
public:
    /// `locked` where another pass holds it. A missing directory is made.
    static Result<AlarmMemoryFile> open(const std::filesystem::path& directory,
                                        const std::string& service);
    /// Only to read: makes and holds nothing. `not_found` where there is no such directory.
    static Result<AlarmMemoryFile> look(const std::filesystem::path& directory,
                                        const std::string& service);

    /// What the pass before left; nothing where there was none. `corrupt` where it is damaged: the
    /// next `write` mends that.
    [[nodiscard]] Result<AlarmMemory> read() const;
    /// Durable when this returns; a crash leaves the former or the new one. The same again writes
    /// nothing.
    [[nodiscard]] Result<> write(const AlarmMemory& memory) const;

private:
    AlarmMemoryFile(FileDescriptor directory, FileDescriptor lock, std::filesystem::path file)
        : directory_{std::move(directory)}, lock_{std::move(lock)}, file_{std::move(file)} {}
    [[nodiscard]] Result<std::string> text() const;

    FileDescriptor directory_;
    FileDescriptor lock_;
    std::filesystem::path file_;
};

} // namespace deploy
