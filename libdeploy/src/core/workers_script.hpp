// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/workers.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// The Ruby program that a Rails runner evaluates, on one line. It reads its request from the
/// variable `workers_variable`, so that no name is ever part of a program, and prints its answer as
/// one line of JSON after a marker, since applications print other things, too.
[[nodiscard]] std::string workers_script();

inline constexpr std::string_view workers_variable = "PSYFIT_DEPLOY_REQUEST";

/// The request as that variable holds it.
[[nodiscard]] std::string workers_question(const WorkersRequest& request);

/// The queues in what the runner printed. `corrupt` where there is no answer in it; `precondition`
/// where the application has no Solid Queue or cannot ask it; `not_found` for an unknown queue.
Result<std::vector<WorkerQueue>> read_workers_answer(std::string_view printed);

} // namespace deploy
