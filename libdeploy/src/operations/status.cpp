// SPDX-License-Identifier: MIT
#include "operations/holder.hpp"
#include "operations/situation.hpp"
#include "operations/unfinished.hpp"
#include "steps/probes.hpp"

#include <deploy/status.hpp>

namespace deploy {
namespace {

void ask(Status& out, const Situation& situation, const Config& config, Ports ports) {
    const auto began = ports.clock.now();
    auto answer = ports.prober.get(
        proxied_probe(situation.endpoint, *situation.route, config.health.path, config));
    out.answered_in =
        std::chrono::duration_cast<std::chrono::milliseconds>(ports.clock.now() - began);
    if (answer)
        out.answer = std::move(*answer);
    else
        out.answer_error = answer.error().message;
}

Result<> tell_last(Status& out, const std::vector<Record>& records, const Config& config) {
    auto entries = history(records);
    if (entries.empty())
        return {};
    out.last = std::move(entries.front());
    if (!is_terminal(out.last->state)) {
        const auto holder = lock_holder(config);
        if (!holder)
            return holder.error();
        out.under_way = *holder && !(*holder)->for_another_service;
    }
    out.unfinished = !out.under_way && left_over(records).has_value();
    return {};
}

Result<> tell_deployments(Status& out, const std::vector<Record>& records,
                          const Situation& situation, const Config& config, Engine& engine) {
    if (auto told = tell_last(out, records, config); !told)
        return told;
    auto candidates =
        rollback_candidates(records, engine, situation.incumbent ? situation.incumbent->id : "");
    if (!candidates)
        return candidates.error();
    out.rollback = std::move(*candidates);
    return {};
}

} // namespace

Result<Status> status(const Config& config, Ports ports) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    Status out{.service = config.service};
    if (situation->route)
        ask(out, *situation, config, ports);
    const auto records = ports.journal.read();
    if (!records)
        out.journal_error = records.error().message;
    else if (auto told = tell_deployments(out, *records, *situation, config, ports.engine); !told)
        return told.error();
    if (situation->incumbent)
        out.revision = revision_of(situation->incumbent->labels);
    out.route = std::move(situation->route);
    out.container = std::move(situation->incumbent);
    return out;
}

} // namespace deploy
