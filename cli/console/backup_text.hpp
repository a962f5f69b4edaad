// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/backup.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>
#include <span>

namespace deploy::cli {

// What backup and restore tell, for people.
void print_backup(std::ostream& out, const BackupReport& report, const SafeText& safe,
                  const Terminal& terminal);
void print_backups(std::ostream& out, std::span<const Backup> backups, const SafeText& safe,
                   const Terminal& terminal);
void print_check(std::ostream& out, const Backup& backup, const BackupCheck& check,
                 const SafeText& safe, const Terminal& terminal);
void print_drill(std::ostream& out, const RestoreReport& report, const SafeText& safe,
                 const Terminal& terminal);
void print_restore(std::ostream& out, const RestoreReport& report, const Config& config,
                   const SafeText& safe, const Terminal& terminal);

} // namespace deploy::cli
