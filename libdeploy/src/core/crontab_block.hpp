// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The part of a crontab that belongs to this program, between `# BEGIN psyfit-deploy <service>`
/// and `# END psyfit-deploy <service>`. All other bytes are somebody else's.
struct CrontabBlock {
    std::size_t begin = 0;            ///< Offset of the line BEGIN.
    std::size_t end = 0;              ///< Offset after the line END.
    std::vector<std::string> lines{}; ///< Between the two.
};

/// The service's block; nothing where there is none. `corrupt`, with the line numbers, where it is
/// damaged: a BEGIN without its END, an END without its BEGIN, two of them, or another block in it.
Result<std::optional<CrontabBlock>> find_block(std::string_view crontab, std::string_view service);

/// The crontab with these lines in the service's block: where it is, else at the end.
Result<std::string> with_block(std::string_view crontab, std::string_view service,
                               const std::vector<std::string>& lines);
/// The crontab without the block.
Result<std::string> without_block(std::string_view crontab, std::string_view service);

/// The lines, with their numbers, that still run the guide's scripts and would do a job twice:
/// `line 3 runs bin/backup.sh`.
[[nodiscard]] std::vector<std::string> former_jobs(std::string_view crontab);

} // namespace deploy
