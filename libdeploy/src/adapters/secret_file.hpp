// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"
#include <deploy/result.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace deploy {

/// A file with secrets that only its owner reads, held by one process at a time.
class SecretFile {
public:
    enum class Folder : unsigned char { may_be_made, must_exist };

    /// Waits for whoever holds a file of the same folder. The folder must be one: no link, owned by
    /// the caller and writable by nobody else, `precondition` otherwise; a missing one is
    /// `not_found`, or made with mode 0700 when its parent exists.
    static Result<SecretFile> open(const std::filesystem::path& file, Folder folder);

    /// Its text. Missing is `not_found`; a link, a special file, a foreign owner or a mode that
    /// lets others read or write is `precondition`.
    [[nodiscard]] Result<std::string> read() const;
    /// Replaces or makes it, mode 0600, in one step; durable when this returns.
    [[nodiscard]] Result<> write(std::string_view text) const;

private:
    SecretFile(FileDescriptor folder, std::filesystem::path file)
        : folder_{std::move(folder)}, file_{std::move(file)} {}

    FileDescriptor folder_; // with the lock
    std::filesystem::path file_;
};

/// That many bytes that nobody can guess.
Result<std::string> random_bytes(std::size_t count);

/// Overwrites a secret in memory.
void wipe(std::string& secret);

} // namespace deploy
