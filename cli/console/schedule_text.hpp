// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/safe_text.hpp>
#include <deploy/schedule.hpp>
#include <iosfwd>

namespace deploy::cli {

/// Which jobs are installed.
void print_schedule(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                    const Terminal& terminal);

/// What changes, place by place.
void print_schedule_changes(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                            const Terminal& terminal);

/// What a person should know beside it.
void print_schedule_warnings(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                             const Terminal& terminal);

} // namespace deploy::cli
