// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/monitor.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace deploy::cli {

/// The verdict, then a line for each check, what is due, and who was told.
void print_monitor(std::ostream& out, const MonitorReport& report, const SafeText& safe,
                   const Terminal& terminal);
/// Whom a message reached, and whom it did not, and why.
void print_told(std::ostream& out, const std::vector<Told>& told, const SafeText& safe,
                const Terminal& terminal);
void print_warning(std::ostream& out, std::string_view text, const Terminal& terminal);

} // namespace deploy::cli
