// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <boost/json/object.hpp>
#include <deploy/deployer.hpp>
#include <deploy/exit_code.hpp>
#include <deploy/result.hpp>
#include <iosfwd>
#include <string>

namespace deploy::cli {

/// A failure for people: what failed, what still serves, and the command that mends it. A part that
/// is empty is left out. The error's text is shown as it is: make it safe before.
void print_error(std::ostream& out, const Error& error, std::string_view serves,
                 const Terminal& terminal);

/// A failure for programs: `{"error": …, "serves": …, "exit_code": N}`; without `serves` where that
/// is empty.
[[nodiscard]] boost::json::object error_document(const Error& error, ExitCode code,
                                                 std::string_view serves = {});

/// Whether somebody else moved the route while it was watched.
[[nodiscard]] bool moved_by_others(const Outcome& outcome);

/// What serves after a deployment that did not go live.
[[nodiscard]] std::string what_serves(const Outcome& outcome);

/// The failure of such a deployment with a way to mend it: its own, else what helps in general.
[[nodiscard]] Error failure_of(const Outcome& outcome);

/// `name (commit 3f2a9c1)`; the name alone where no commit is known.
[[nodiscard]] std::string describe(std::string_view name, std::string_view revision);

} // namespace deploy::cli
