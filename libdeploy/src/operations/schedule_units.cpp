// SPDX-License-Identifier: MIT
#include "core/line_diff.hpp"
#include "core/systemd_units.hpp"
#include "operations/schedule_plan.hpp"

#include <algorithm>
#include <array>

namespace deploy {
namespace {

std::string path_of(const std::string& name) { return std::string{units_folder} + '/' + name; }

constexpr std::array<std::string_view, 2> endings{".service", ".timer"};

/// Compares the units one by one, and collects what is to be changed.
class UnitPlanner {
public:
    explicit UnitPlanner(const ScheduleTask& task) : task_{task} {
        out_.schedule.form = ScheduleForm::systemd;
        for (const auto& job : task.jobs)
            wanted_.merge(units_of(job, task.config));
    }

    Result<SchedulePlan> plan() {
        if (auto asked = ask_active(); !asked)
            return asked.error();
        for (const auto& name : job_names())
            if (auto taken = take(name); !taken)
                return taken.error();
        finish();
        return std::move(out_);
    }

private:
    [[nodiscard]] bool installs() const { return task_.goal == ScheduleGoal::installed; }
    [[nodiscard]] std::string file(std::string_view job, std::string_view ending) const {
        return unit_name(task_.config.service, job).append(ending);
    }

    Result<> ask_active() {
        std::vector<std::string> timers;
        timers.reserve(task_.jobs.size());
        for (const auto& job : task_.jobs)
            timers.push_back(file(job.name, ".timer"));
        if (!task_.ports.units.running() || timers.empty())
            return {};
        auto active = task_.ports.units.active(timers);
        if (!active)
            return active.error();
        active_ = std::move(*active);
        return {};
    }

    /// A job that there can be: its two files, and its timer.
    Result<> take(const std::string& name) {
        int present = 0;
        int right = 0;
        for (const auto ending : endings) {
            auto text = task_.ports.units.read(file(name, ending));
            if (!text)
                return text.error();
            const bool ours = *text && is_unit_of(**text, task_.config.service);
            if (*text && !ours)
                in_the_way(file(name, ending));
            present += ours ? 1 : 0;
            right += compare(file(name, ending), ours ? **text : std::string{}) ? 1 : 0;
        }
        judge(name, present, right);
        return {};
    }

    /// True where the file is as the configuration has it.
    bool compare(const std::string& name, const std::string& text) {
        const auto found = wanted_.find(name);
        const auto& configured = found == wanted_.end() ? nothing_ : found->second;
        const auto& after = installs() ? configured : nothing_;
        if (text != after) {
            out_.schedule.changes.push_back(
                {.place = path_of(name), .lines = line_diff(text_lines(text), text_lines(after))});
            if (after.empty())
                out_.units.removed.push_back(name);
            else
                out_.units.written.emplace(name, after);
        }
        return text == configured;
    }

    void judge(const std::string& name, int present, int right) {
        const auto timer = file(name, ".timer");
        const auto job = std::ranges::find(task_.jobs, name, &Job::name);
        if (present > 0 && (job == task_.jobs.end() || !installs()))
            out_.units.stopped.push_back(timer);
        if (job == task_.jobs.end()) {
            if (present > 0)
                out_.schedule.surplus.push_back(name);
            return;
        }
        const auto state = present == 0              ? JobState::missing
                           : right < 2               ? JobState::different
                           : active_.contains(timer) ? JobState::installed
                                                     : JobState::inactive;
        out_.schedule.jobs.push_back(describe(*job, state));
        if (installs() && state != JobState::installed)
            out_.units.started.push_back(timer);
    }

    void in_the_way(const std::string& name) {
        if (installs() && wanted_.contains(name))
            obstruct({Errc::conflict,
                      path_of(name) + " was not written by this program, so it stays as it is",
                      "move that file away"});
    }

    void finish() {
        out_.schedule.as_wanted = out_.units.empty();
        if (!out_.units.empty() && !task_.ports.units.running())
            obstruct({Errc::precondition, "systemd does not run this host",
                      "psyfit-deploy schedule install --crontab --yes"});
        if (auto checked = task_.ports.units.check(out_.units.written); !checked)
            obstruct(checked.error());
    }

    void obstruct(Error error) {
        if (!out_.schedule.obstacle)
            out_.schedule.obstacle = std::move(error);
    }

    const ScheduleTask& task_;
    const std::string nothing_;
    std::map<std::string, std::string> wanted_; ///< By the configuration, whatever the goal.
    std::set<std::string> active_;
    SchedulePlan out_;
};

} // namespace

Result<bool> has_unit_jobs(const Config& config, SchedulePorts ports) {
    for (const auto& name : job_names()) {
        const auto text = ports.units.read(unit_name(config.service, name) + ".timer");
        if (!text)
            return text.error();
        if (*text && is_unit_of(**text, config.service))
            return true;
    }
    return false;
}

Result<SchedulePlan> plan_units(const ScheduleTask& task) { return UnitPlanner{task}.plan(); }

} // namespace deploy
