// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

#include <deploy/schedule.hpp>

namespace deploy::cli {

/// What the options ask of the schedule: its jobs call this program as it was called.
ScheduleRequest schedule_request(const Options& options);

} // namespace deploy::cli
