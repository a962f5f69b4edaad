// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/journal.hpp>
#include <optional>
#include <stop_token>
#include <string>

namespace deploy {

/// Asks the deployment that runs on this host, from whichever process, to turn back by the rules of
/// the lifecycle, and waits at most `patience` until it is over. Gives its last record: `reverted`
/// where it turned back, `live` where it had decided already. With an `id`, only that deployment;
/// where its run still waits for the lock, it gives up, and the record has the number 0.
///
/// `precondition`: no deployment runs, or another one than `id`; nothing was asked. `timed_out`: it
/// was asked and is not over yet. `unknown_outcome`: it ended without a last record, so that
/// `recover` has to finish it. Asking twice is the same as once.
Result<Record> abort(const Config& config, Ports ports, const std::optional<std::string>& id,
                     std::chrono::seconds patience, std::stop_token stop);

/// The file in which `abort` leaves its request for a run that waits for the lock.
[[nodiscard]] std::filesystem::path waiting_abort_file(const Config& config, const std::string& id);
/// The file beside the lock in which `abort` leaves the id of the deployment that is to turn back.
[[nodiscard]] std::filesystem::path abort_file(const Config& config);

} // namespace deploy
