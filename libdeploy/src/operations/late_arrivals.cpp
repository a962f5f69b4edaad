// SPDX-License-Identifier: MIT
#include "operations/late_arrivals.hpp"

#include "core/container_behind.hpp"
#include "steps/stop_for_good.hpp"

#include <algorithm>
#include <ranges>

namespace deploy {
namespace {

const Record* last_of(const std::vector<Record>& records, std::string_view deployment) {
    const auto last =
        std::ranges::find(records | std::views::reverse, deployment,
                          [](const Record& record) -> const auto& { return record.release.id; });
    return last == std::ranges::rend(records) ? nullptr : &*last;
}

std::string text_at(std::string_view label, const ContainerSummary& container) {
    const auto found = container.labels.find(std::string{label});
    return found == container.labels.end() ? std::string{} : found->second;
}

bool made_by_reverted(const ContainerSummary& container, const std::vector<Record>& records,
                      const std::string& service) {
    const auto* const last = last_of(records, text_at(label::deployment, container));
    return last != nullptr && last->state == State::reverted &&
           text_at(label::service, container) == service;
}

/// Only of the newest deployment: later ones have decided over its candidate anew. One that was
/// started by hand once bears no label.
bool started_by_reverted(const ContainerSummary& container, const Record& newest) {
    return newest.release.kind == Kind::rollback && newest.state == State::reverted &&
           newest.release.candidate_id == container.id && container.status == "running";
}

/// Where it cannot be told, it may serve.
bool is_idle(const std::string& id, const StepContext& context) {
    const auto& ports = context.ports;
    const auto route = ports.proxy.route(context.config.service);
    if (!route)
        return false;
    if (!*route)
        return true;
    const auto serves = leads_to(**route, id, ports.engine, ports.proxy);
    return serves && !*serves;
}

bool remove(const ContainerSummary& container, const StepContext& context) {
    if (!is_idle(container.id, context) || !context.ports.engine.remove(container.id))
        return false;
    context.observer.on_note(container.name +
                             " came after its deployment had been turned back: removed");
    return true;
}

bool stop(const ContainerSummary& container, const StepContext& context) {
    if (!is_idle(container.id, context) || !stop_for_good(context, container.id))
        return false;
    context.observer.on_note(container.name +
                             " started after its rollback had been turned back: stopped");
    return true;
}

} // namespace

std::vector<std::string> clear_late_arrivals(const StepContext& context,
                                             const std::vector<Record>& records) {
    if (records.empty())
        return {};
    const auto all = context.ports.engine.summaries();
    if (!all)
        return {};
    std::vector<std::string> cleared;
    for (const auto& container : *all)
        if (made_by_reverted(container, records, context.config.service)
                ? remove(container, context)
                : started_by_reverted(container, records.back()) && stop(container, context))
            cleared.push_back(container.name);
    return cleared;
}

} // namespace deploy
