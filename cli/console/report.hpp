// SPDX-License-Identifier: MIT
#pragma once
#include "own_command.hpp"
#include "terminal.hpp"

#include <deploy/cleanup.hpp>
#include <deploy/doctor.hpp>
#include <deploy/history.hpp>
#include <deploy/plan.hpp>
#include <deploy/safe_text.hpp>
#include <deploy/secrets.hpp>
#include <deploy/setup.hpp>
#include <deploy/status.hpp>
#include <iosfwd>
#include <span>

namespace deploy::cli {

// What the questions are answered with, for people.
void print_status(std::ostream& out, const Status& status, const SafeText& safe,
                  const Terminal& terminal, std::string_view own_command = program_name);
void print_plan(std::ostream& out, const Plan& plan, const SafeText& safe,
                const Terminal& terminal);
void print_setup_part(std::ostream& out, const SetupPart& part, const SafeText& safe,
                      const Terminal& terminal, std::string_view own_command = program_name);
void print_setup_end(std::ostream& out, const SetupReport& report);
void print_cleanup(std::ostream& out, const Cleanup& cleanup, Changes changes, const SafeText& safe,
                   const Terminal& terminal);
void print_secrets(std::ostream& out, const GeneratedSecrets& secrets, Changes changes,
                   const Terminal& terminal);
void print_secrets(std::ostream& out, const SecretsReport& report, const SafeText& safe,
                   const Terminal& terminal);
void print_diagnosis(std::ostream& out, const Diagnosis& diagnosis, const SafeText& safe,
                     const Terminal& terminal, std::string_view own_command = program_name);
void print_history(std::ostream& out, std::span<const HistoryEntry> entries, const SafeText& safe,
                   const Terminal& terminal);

} // namespace deploy::cli
