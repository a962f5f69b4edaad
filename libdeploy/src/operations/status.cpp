// SPDX-License-Identifier: MIT
#include "operations/situation.hpp"
#include "steps/probes.hpp"

#include <deploy/flow.hpp>
#include <deploy/lock.hpp>
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

} // namespace

Result<Status> status(const Config& config, Ports ports) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto records = ports.journal.read();
    if (!records)
        return records.error();
    Status out{.service = config.service};
    if (situation->route)
        ask(out, *situation, config, ports);
    if (auto entries = history(*records); !entries.empty()) {
        out.last = std::move(entries.front());
        const bool over = is_terminal(out.last->state);
        const auto held = over ? Result<bool>{false} : HostLock::is_held(lock_file(config));
        if (!held)
            return held.error();
        out.under_way = *held;
        out.unfinished = !out.under_way && (!over || out.last->state == State::stuck);
    }
    auto candidates = rollback_candidates(*records, ports.engine,
                                          situation->incumbent ? situation->incumbent->id : "");
    if (!candidates)
        return candidates.error();
    out.rollback = std::move(*candidates);
    if (situation->incumbent)
        if (const auto found = situation->incumbent->labels.find(std::string{label::revision});
            found != situation->incumbent->labels.end())
            out.revision = found->second;
    out.route = std::move(situation->route);
    out.container = std::move(situation->incumbent);
    return out;
}

} // namespace deploy
