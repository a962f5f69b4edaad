// SPDX-License-Identifier: MIT
#include "adapters/crontab_program.hpp"
#include "adapters/systemd_timers.hpp"

namespace deploy {
namespace {

class LocalScheduler final : public Scheduler {
public:
    SchedulePorts ports() override { return {crontab_, units_}; }

private:
    CrontabProgram crontab_;
    SystemdTimers units_{{}};
};

} // namespace

std::unique_ptr<Scheduler> Scheduler::open() { return std::make_unique<LocalScheduler>(); }

} // namespace deploy
