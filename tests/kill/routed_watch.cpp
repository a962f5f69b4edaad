// SPDX-License-Identifier: MIT
#include "kill/routed_watch.hpp"
#include <algorithm>
#include <utility>

namespace deploy::test {
namespace {

bool ends_or_renames(const EngineCall& call) {
    const auto kind = call.kind();
    return kind == "POST /containers/*/stop" || kind == "POST /containers/*/kill" ||
           kind == "POST /containers/*/restart" || kind == "POST /containers/*/rename" ||
           kind == "POST /containers/*/pause" || kind == "DELETE /containers/*";
}

} // namespace

void RoutedWatch::note(const EngineCall& call) {
    if (ends_or_renames(call))
        note_end(call);
    if (call.kind() == "POST /containers/*/start")
        note_start(call);
}

void RoutedWatch::note_start(const EngineCall& call) {
    const auto all = world_.containers();
    const auto running = std::ranges::count_if(all, [](const Seen& seen) {
        return seen.status == "running" && !seen.name.ends_with("-neighbour");
    });
    if (running > 1)
        violated(call.target + " beside two that run");
}

void RoutedWatch::note_end(const EngineCall& call) {
    const auto routed = world_.routed();
    const auto subject = call.subject();
    if (!routed || (!routed->id.starts_with(subject) && routed->name != subject))
        return;
    violated(call.method + " " + call.target + " while it is routed");
}

void RoutedWatch::violated(const std::string& what) {
    const std::scoped_lock lock{mutex_};
    violations_.push_back(what);
}

std::vector<std::string> RoutedWatch::take() {
    const std::scoped_lock lock{mutex_};
    return std::exchange(violations_, {});
}

} // namespace deploy::test
