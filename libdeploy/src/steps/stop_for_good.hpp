// SPDX-License-Identifier: MIT
#pragma once
#include "steps/context.hpp"

#include <deploy/result.hpp>
#include <string_view>

namespace deploy {

/// Stops a container that is to stay down, so that its restart policy becomes `no` first: an engine
/// that ends while it stops one brings it back at its next start, even with `unless-stopped`.
inline Result<> stop_for_good(const StepContext& context, std::string_view id) {
    auto& engine = context.ports.engine;
    if (auto kept_down = engine.set_restart_policy(id, "no");
        !kept_down && !kept_down.error().is(Errc::not_found))
        context.observer.on_warning(kept_down.error().message);
    return engine.stop(id, context.config.container.stop_timeout);
}

} // namespace deploy
