// SPDX-License-Identifier: MIT
#pragma once
#include "own_command.hpp"
#include "safe_text.hpp"
#include "terminal.hpp"

#include <deploy/history.hpp>
#include <deploy/plan.hpp>
#include <deploy/status.hpp>
#include <iosfwd>
#include <span>

namespace deploy::cli {

// What the questions are answered with, for people.
void print_status(std::ostream& out, const Status& status, const SafeText& safe,
                  const Terminal& terminal, std::string_view own_command = program_name);
void print_plan(std::ostream& out, const Plan& plan, const SafeText& safe,
                const Terminal& terminal);
void print_history(std::ostream& out, std::span<const HistoryEntry> entries, const SafeText& safe,
                   const Terminal& terminal);

} // namespace deploy::cli
