// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

#include <string>

namespace deploy::cli {

/// Goes on in a new process that no terminal, parent or connection can end: a session of its own,
/// no standard input or output, SIGHUP ignored. True there, false in the old process. To be called
/// before there is any other thread. Throws std::system_error where the system has no room for it.
bool detach();

/// Tells the id of a run that goes on by itself.
ExitCode announce(const Session& session, const std::string& id);

} // namespace deploy::cli
