// SPDX-License-Identifier: MIT
#pragma once
#include "kill/site.hpp"

namespace deploy::test {

/// Killed at a call on the journal: `before:3`, `after:3:write`, `torn:3:write`.
[[nodiscard]] Blow killed_at_journal(const std::string& where);
/// The same where the files of a folder count.
[[nodiscard]] Blow killed_in(const std::filesystem::path& folder, const std::string& where);
/// A call on a file of the folder fails: `write:ENOSPC:3`, `sync:EIO:3+`.
[[nodiscard]] Blow failing_in(const std::filesystem::path& folder, const std::string& where);
/// A request to the engine goes wrong; those that `among` lets through count.
[[nodiscard]] Blow at_engine(Fault fault, int call,
                             std::function<bool(const EngineCall&)> among = {},
                             bool forever = false);
/// The same in a program whose time passes faster, so that its time-outs come soon.
[[nodiscard]] Blow in_fast_time(Blow blow);

} // namespace deploy::test
