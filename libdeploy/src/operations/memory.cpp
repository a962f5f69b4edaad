// SPDX-License-Identifier: MIT
#include "operations/memory.hpp"

#include <boost/json/value.hpp>

namespace deploy {
namespace {

std::int64_t limit_of(const Container& container) {
    const auto* const limit = container.host_config.if_contains("Memory");
    return limit != nullptr && limit->is_int64() ? limit->get_int64() : 0;
}

} // namespace

bool fits_two(const Situation& situation, const EngineInfo& info, Engine& engine) {
    const bool limited = situation.incumbent && limit_of(*situation.incumbent) > 0;
    if (!limited && info.has_room_for_all_again())
        return true;
    const auto memory = memory_for_two(situation, info, engine);
    return !memory || memory->fits();
}

Result<MemoryForTwo> memory_for_two(const Situation& situation, const EngineInfo& info,
                                    Engine& engine) {
    MemoryForTwo out{.available = info.memory_available};
    if (!situation.incumbent)
        return out;
    out.needed = limit_of(*situation.incumbent);
    if (out.needed > 0)
        return out;
    auto used = engine.memory_used(situation.incumbent->id);
    if (!used)
        return used.error();
    out.needed = *used;
    return out;
}

} // namespace deploy
