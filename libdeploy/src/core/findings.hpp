// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/alarm.hpp>
#include <deploy/certificate.hpp>
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/machine.hpp>
#include <deploy/prober.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace deploy {

// What is thought of what was seen, one check each. An Error is a finding, too: it is not well.

[[nodiscard]] Finding judge_health_page(const Result<Answer>& answer, const Config& config);
/// A page that has to answer 2xx or 3xx and, where one is wanted, to contain a word.
[[nodiscard]] Finding judge_keyword_page(const Result<Answer>& answer, const Config& config);

/// Runs, is in no crash loop, not paused, and not unhealthy by its own check.
[[nodiscard]] Finding judge_container(std::string check, const std::string& name,
                                      const Result<std::optional<Container>>& found);
/// How often each of them restarted, by id.
using Restarts = std::map<std::string, int>;
[[nodiscard]] Restarts restarts_of(const std::vector<Container>& containers);
/// No container that was known before restarted since.
[[nodiscard]] Finding judge_restarts(const std::vector<Container>& containers,
                                     const Restarts& before);

/// A disk, and one path on it.
struct Disk {
    std::filesystem::path path;
    DiskSpace space;
};
[[nodiscard]] Finding judge_disks(const std::vector<Disk>& disks, int most_percent);
[[nodiscard]] Finding judge_certificate_report(std::string check,
                                               const Result<CertificateReport>& report);

/// The copies in the storage, by what stands beside the backups.
[[nodiscard]] Finding judge_copy(const std::vector<FileEntry>& files, const Config& config,
                                 Machine& machine, std::chrono::system_clock::time_point now);
/// The newest backup of which a drill is noted beside it restored in it; none is well.
[[nodiscard]] Finding judge_drill(const std::vector<FileEntry>& files, const Config& config,
                                  Machine& machine);
/// The newest complete backup among the files of the folder.
[[nodiscard]] Finding judge_backups(const Result<std::vector<FileEntry>>& files,
                                    const Config& config,
                                    std::chrono::system_clock::time_point now);

} // namespace deploy
