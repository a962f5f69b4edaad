// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/safe_text.hpp>
#include <deploy/workers.hpp>
#include <iosfwd>

namespace deploy::cli {

/// The queues after an action; with `dry_run` before it, and what it would do.
struct WorkersReport {
    const Workers& workers;
    WorkersAction action = WorkersAction::look;
    bool dry_run = false;
};

void print_workers(std::ostream& out, const WorkersReport& report, const SafeText& safe,
                   const Terminal& terminal);

} // namespace deploy::cli
