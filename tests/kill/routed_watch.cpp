// SPDX-License-Identifier: MIT
#include "kill/routed_watch.hpp"
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
    if (!ends_or_renames(call))
        return;
    const auto routed = world_.routed();
    const auto subject = call.subject();
    if (!routed || (!routed->id.starts_with(subject) && routed->name != subject))
        return;
    const std::scoped_lock lock{mutex_};
    violations_.push_back(call.method + " " + call.target + " while it is routed");
}

std::vector<std::string> RoutedWatch::take() {
    const std::scoped_lock lock{mutex_};
    return std::exchange(violations_, {});
}

} // namespace deploy::test
