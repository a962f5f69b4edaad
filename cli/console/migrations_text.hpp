// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/migrations.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>

namespace deploy::cli {

/// The migrations that go and the newest that stays, before and, where it is known, after.
void print_migrations(std::ostream& out, const MigrationRollback& rollback, const SafeText& safe,
                      const Terminal& terminal);

} // namespace deploy::cli
