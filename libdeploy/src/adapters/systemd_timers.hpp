// SPDX-License-Identifier: MIT
#pragma once
#include "core/systemd_units.hpp"
#include "support/file_descriptor.hpp"
#include <deploy/scheduler.hpp>

namespace deploy {

/// Where systemd is. Another one is for tests.
struct SystemdPlace {
    std::filesystem::path units{units_folder};
    std::string systemctl = "systemctl";
    std::string analyze = "systemd-analyze";
    std::filesystem::path sign = "/run/systemd/system"; ///< Is there where it runs the host.
};

/// Units as files, and systemd through `systemctl`.
class SystemdTimers final : public TimerUnits {
public:
    explicit SystemdTimers(SystemdPlace place) : place_{std::move(place)} {}

    bool running() override;
    Result<std::optional<std::string>> read(std::string_view name) override;
    Result<std::set<std::string>> active(const std::vector<std::string>& timers) override;
    Result<> check(const std::map<std::string, std::string>& units) override;
    Result<> change(const UnitChange& change) override;

private:
    Result<std::vector<std::string>> systemctl(std::vector<std::string> arguments);
    /// The same with these names at the end; nothing where there are none.
    Result<> for_each(std::vector<std::string> arguments, const std::vector<std::string>& names);
    Result<> change_files(const UnitChange& change);
    Result<> write(const FileDescriptor& folder, const std::string& name, std::string_view text);

    SystemdPlace place_;
};

} // namespace deploy
