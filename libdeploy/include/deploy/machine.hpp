// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/result.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace deploy {

/// How full a file system is, for those who are not root.
struct DiskSpace {
    std::int64_t total = 0;     ///< Bytes.
    std::int64_t available = 0; ///< Bytes.
    std::int64_t inodes = 0;    ///< 0: it has no fixed number of them.
    std::int64_t inodes_available = 0;
};

/// A file of a folder.
struct FileEntry {
    std::string name; ///< Without its folder.
    std::int64_t size = 0;
    std::chrono::system_clock::time_point modified{};
};

/// How a program of this host ended.
struct ProgramEnd {
    int exit_code = 0;
    std::string output{}; ///< Both streams, at most 64 KiB.
};

/// This host beyond its engine. Reads only, and each call is bounded in time; from any thread.
class Machine {
public:
    virtual ~Machine() = default;

    /// Of the file system that `path` is on; `not_found` where there is no such path.
    virtual Result<DiskSpace> disk(const std::filesystem::path& path) = 0;
    /// Its name as in the database of timezones: `Asia/Tokyo`.
    virtual Result<std::string> timezone() = 0;
    /// Runs a program, the first word, to its end; `not_found` where there is none of that name,
    /// `timed_out` where it was killed.
    virtual Result<ProgramEnd> run(const std::vector<std::string>& words,
                                   std::chrono::milliseconds timeout) = 0;
    /// The addresses that a name has, as text; `not_found` where it has none, `timed_out`.
    virtual Result<std::vector<std::string>> resolve(const std::string& host,
                                                     std::chrono::milliseconds timeout) = 0;
    /// The addresses of this host, loopback left out.
    virtual Result<std::vector<std::string>> addresses() = 0;
    /// The files of a folder, folders and others left out; `not_found`, `refused`.
    virtual Result<std::vector<FileEntry>> files(const std::filesystem::path& folder) = 0;
    /// The first MiB of a file; `not_found`, `refused`.
    virtual Result<std::string> read(const std::filesystem::path& file) = 0;
};

std::unique_ptr<Machine> make_machine();

} // namespace deploy
