// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/machine.hpp>
#include <string>
#include <vector>

namespace deploy {

/// What is thought of the copies in the storage.
struct CopyVerdict {
    bool well = true;
    std::string detail{};
};

/// Whether the newest backup whose copy is due has one, by the manifests beside the backups. One is
/// due when its copy was made or failed, or could have been: twice `backup.timeout` after the dump
/// began. `files` are those of the folder of the backups; nobody elsewhere is asked.
[[nodiscard]] CopyVerdict judge_copies(const std::vector<FileEntry>& files, const Config& config,
                                       Machine& machine, std::chrono::system_clock::time_point now);

} // namespace deploy
