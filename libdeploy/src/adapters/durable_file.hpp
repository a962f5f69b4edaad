// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"
#include <cstddef>
#include <deploy/result.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace deploy {

/// Whether a missing directory is made.
enum class IfMissing : unsigned char { create, fail };

/// Opens the state directory, made with mode 0700 when `create` is asked and its parent exists. It
/// must be a directory, no link, owned by the caller and writable by nobody else: `precondition`
/// otherwise. Missing is `not_found`; what the system refuses is `io`.
Result<FileDescriptor> open_state_directory(const std::filesystem::path& directory,
                                            IfMissing missing);

/// Opens a file of the state directory for reading and writing, made with mode 0600 (and its name
/// made durable) when `create` is asked; for reading only otherwise. It must be an ordinary file,
/// no link, owned by the caller and writable by nobody else: `precondition`. Missing is
/// `not_found`. A child process does not inherit it.
Result<FileDescriptor> open_private_file(const FileDescriptor& directory,
                                         const std::filesystem::path& file, IfMissing missing);

/// The whole file; longer than `limit` bytes is `io`.
Result<std::string> read_all(const FileDescriptor& file, const std::filesystem::path& name,
                             std::size_t limit);

/// What written bytes outlive: the end of this process, or of the machine as well.
enum class Outlives : unsigned char { process, machine };

/// Writes `bytes` at `offset`, the file's end from then on, and returns when they outlive what was
/// asked. On failure the file ends at `offset` again, where the system allows it.
Result<> write_at_end(const FileDescriptor& file, const std::filesystem::path& name,
                      std::size_t offset, std::string_view bytes, Outlives what);

/// Returns when the directory's entries are on the medium.
Result<> sync_directory(const FileDescriptor& directory, const std::filesystem::path& name);

/// The error of the system call that has just failed: "<what> <file>: <reason>".
Error system_error(std::string_view what, const std::filesystem::path& file);

} // namespace deploy
