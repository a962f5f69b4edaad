// SPDX-License-Identifier: MIT
#pragma once
#include "own_command.hpp"
#include "terminal.hpp"

#include <deploy/deployer.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>
#include <string>

namespace deploy::cli {

/// A finished deployment for people: what serves now, what it replaced, the time in each state, the
/// requests while traffic moved, the environment keys that changed, and the way back.
void print_receipt(std::ostream& out, const Outcome& outcome, const Terminal& terminal,
                   std::string_view own_command = program_name);

/// The outcome with all text in it that a receipt shows made safe.
[[nodiscard]] Outcome made_safe(Outcome outcome, const SafeText& safe);

/// A finished deployment in one line.
[[nodiscard]] std::string receipt_line(const Outcome& outcome);

} // namespace deploy::cli
