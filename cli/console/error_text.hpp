// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/result.hpp>
#include <iosfwd>
#include <string_view>

namespace deploy::cli {

/// A failure for people: what failed, what still serves, and the command that mends it. A part that
/// is empty is left out. The error's text is shown as it is: make it safe before.
void print_error(std::ostream& out, const Error& error, std::string_view serves,
                 const Terminal& terminal);

} // namespace deploy::cli
