// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/proxy.hpp>
#include <optional>
#include <string_view>

namespace deploy {

/// Who answered the request of this id, from lines of the proxy's log; lines that are no requests,
/// cut short or no JSON are passed over. A request that reached no target tells nothing.
[[nodiscard]] std::optional<Passage> passage_in_log(std::string_view log,
                                                    std::string_view request_id);

} // namespace deploy
