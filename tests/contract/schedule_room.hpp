// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <filesystem>
#include <string>

namespace deploy::test {

/// A view of this machine with crontabs, a timezone and, where asked, a systemd of its own.
class ScheduleRoom {
public:
    ScheduleRoom();

    /// False, with a line that says why, where this machine lets nobody have such a view.
    [[nodiscard]] static bool possible();

    void set_timezone(const std::string& name);
    /// Has `systemctl`'s stand-in seen as a running systemd.
    void start_systemd();
    [[nodiscard]] std::filesystem::path units() const { return folder_.path() / "units"; }
    /// What systemctl was called with, a line each.
    [[nodiscard]] std::string calls() const;

    Finished run(const Words& words, const std::filesystem::path& input = {}) const;
    /// psyfit-deploy for a service of the tests.
    Finished deploy(const Words& words) const;
    /// Puts a crontab there by cron's own program.
    void set_crontab(const std::string& text) const;
    /// As cron keeps it.
    [[nodiscard]] std::string crontab() const;

private:
    TemporaryFolder folder_;
};

} // namespace deploy::test
