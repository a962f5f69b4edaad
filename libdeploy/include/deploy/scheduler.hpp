// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The crontab of the user who runs this, and the clock that cron goes by.
class Crontab {
public:
    virtual ~Crontab() = default;

    /// Whose it is.
    virtual std::string owner() = 0;
    /// The whole crontab, byte for byte; empty where the user has none. `not_found` where this host
    /// has no cron.
    virtual Result<std::string> read() = 0;
    /// Puts this text in its place, all or nothing, and reads it back.
    virtual Result<> replace(std::string_view text) = 0;
    /// Whether cron's hours are those of the timezone. `invalid_input` where the host does not know
    /// such a timezone.
    virtual Result<bool> keeps(std::string_view timezone) = 0;
};

/// What changes in the folder of units.
struct UnitChange {
    std::map<std::string, std::string> written{}; ///< Texts by file name.
    std::vector<std::string> removed{};
    std::vector<std::string> started{}; ///< Timers that run from now on, started anew.
    std::vector<std::string> stopped{}; ///< Timers that no longer run.

    [[nodiscard]] bool empty() const {
        return written.empty() && removed.empty() && started.empty() && stopped.empty();
    }
};

/// systemd's units of the administrator.
class TimerUnits {
public:
    virtual ~TimerUnits() = default;

    /// Whether systemd runs this host.
    virtual bool running() = 0;
    /// A unit's file; nothing where there is none. `conflict` where it is no ordinary file.
    virtual Result<std::optional<std::string>> read(std::string_view name) = 0;
    /// Those of the timers that run and will run after the next boot.
    virtual Result<std::set<std::string>> active(const std::vector<std::string>& timers) = 0;
    /// What systemd itself says of these texts by file name; success where it cannot be asked.
    virtual Result<> check(const std::map<std::string, std::string>& units) = 0;
    /// Stops, writes (each file durable, in one step), removes, reloads and starts, in this order.
    /// Cut off in between, the same call does the rest.
    virtual Result<> change(const UnitChange& change) = 0;
};

/// Where jobs can be scheduled. Borrowed: the owner outlives every user.
struct SchedulePorts {
    Crontab& crontab;
    TimerUnits& units;
};

/// The real ones of this host.
class Scheduler {
public:
    static std::unique_ptr<Scheduler> open();
    virtual ~Scheduler() = default;
    virtual SchedulePorts ports() = 0;
};

} // namespace deploy
