// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace deploy {

/// The events of one run, in a file of the state directory that only its owner reads. As long as
/// this object or a copy of its descriptor in a forked process lives, the kernel holds the file's
/// lock: so others tell a run that goes on from one that was killed.
class RunLog {
public:
    /// Makes the file of the run; `conflict` where there has been a run of that id. The oldest
    /// files go when there are more than a hundred.
    static Result<RunLog> create(const Config& config, const std::string& id);

    /// Adds a line, which outlives this process. The first that cannot be written is the last: a
    /// run is more than its record.
    void append(std::string_view line) noexcept;

    RunLog(RunLog&& other) noexcept
        : fd_{std::exchange(other.fd_, -1)}, file_{std::move(other.file_)}, end_{other.end_} {}
    RunLog& operator=(RunLog&& other) noexcept;
    ~RunLog();

private:
    RunLog(int fd, std::filesystem::path file) : fd_{fd}, file_{std::move(file)} {}

    int fd_;
    std::filesystem::path file_;
    std::size_t end_ = 0;
};

/// Tells the events of the run `id` from number `from` on, each as the line that it is, as they
/// come, until its end, which is told in any case. Where the run was killed, its end is told as the
/// journal has it.
///
/// `not_found`: there is no such run here. `unknown_outcome`: it was killed and its end is not
/// known yet; the deployment wants `recover`. `cancelled`: on `stop`, which leaves the run alone.
Result<> follow_run(const Config& config, Ports ports, const std::string& id, std::uint64_t from,
                    const std::function<void(std::string_view line)>& line, std::stop_token stop);

/// The file of a run's events, `<state_directory>/runs/<id>.jsonl`.
[[nodiscard]] std::filesystem::path run_file(const Config& config, const std::string& id);

/// A new id for a run, and for the deployment that it makes.
[[nodiscard]] std::string new_run_id();

} // namespace deploy
