// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/scheduler.hpp>

namespace deploy {

/// The user's crontab through the program `crontab`, and the host's timezone.
class CrontabProgram final : public Crontab {
public:
    std::string owner() override;
    Result<std::string> read() override;
    Result<> replace(std::string_view text) override;
    Result<bool> keeps(std::string_view timezone) override;

private:
    /// The crontab that `crontab -l` showed, byte for byte.
    Result<std::string> exactly(std::string shown);
};

} // namespace deploy
