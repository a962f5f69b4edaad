// SPDX-License-Identifier: MIT
#pragma once
#include "../options.hpp"

#include <deploy/result.hpp>
#include <string>
#include <vector>

namespace deploy::cli {

/// What of a command line with `--host` goes to the server.
struct SentWords {
    std::vector<std::string> words;
    std::string input{}; ///< Standard input there: variables to set, read at this end.
};

/// The whole command, without what is meant for this end.
Result<SentWords> sent_question(const Options& options);

/// A run of deploy, rollback or recover, without what RemoteRun has by itself (`--id`, `--config`,
/// `--service`) and without what is only about showing it.
Result<SentWords> sent_run(const Options& options);

} // namespace deploy::cli
