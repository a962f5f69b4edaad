// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/scheduler.hpp>
#include <functional>

namespace deploy::test {

/// A crontab in memory.
struct FakeCrontab final : Crontab {
    std::optional<std::string> text = ""; ///< Nothing: there is no cron.
    bool same_hours = true;
    int replaced = 0;

    std::string owner() override { return "root"; }
    Result<std::string> read() override {
        if (!text)
            return Error{Errc::not_found, "there is no program `crontab` on this host"};
        return *text;
    }
    Result<> replace(std::string_view fresh) override {
        ++replaced;
        text = fresh;
        return {};
    }
    Result<bool> keeps(std::string_view /*timezone*/) override { return same_hours; }
};

/// A folder of units, and the systemd that reads it.
struct FakeTimerUnits final : TimerUnits {
    std::map<std::string, std::string> files;
    std::set<std::string> timers; ///< That run.
    bool runs_the_host = true;
    std::optional<Error> fault{}; ///< What `check` says.
    std::vector<UnitChange> done;

    bool running() override { return runs_the_host; }
    Result<std::optional<std::string>> read(std::string_view name) override {
        const auto found = files.find(std::string{name});
        return found == files.end() ? std::optional<std::string>{} : std::optional{found->second};
    }
    Result<std::set<std::string>> active(const std::vector<std::string>& asked) override {
        std::set<std::string> out;
        for (const auto& timer : asked)
            if (timers.contains(timer))
                out.insert(timer);
        return out;
    }
    Result<> check(const std::map<std::string, std::string>& /*units*/) override {
        return fault ? Result<>{*fault} : Result<>{};
    }
    Result<> change(const UnitChange& change) override {
        done.push_back(change);
        for (const auto& name : change.stopped)
            timers.erase(name);
        for (const auto& [name, text] : change.written)
            files[name] = text;
        for (const auto& name : change.removed)
            files.erase(name);
        timers.insert(change.started.begin(), change.started.end());
        return {};
    }
};

} // namespace deploy::test
