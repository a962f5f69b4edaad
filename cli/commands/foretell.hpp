// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

#include <boost/json/object.hpp>
#include <deploy/backup.hpp>
#include <stop_token>
#include <string>

namespace deploy::cli {

/// What a dry run says of a backup that it does not load: whether it is good, and what would be
/// done with it; `more` is in its document as well. One that is not good is the error.
Result<ExitCode> foretell_load(const Session& session, const Backup& backup,
                               const std::string& what, const SafeText& safe,
                               const std::stop_token& stop, const boost::json::object& more = {});

} // namespace deploy::cli
