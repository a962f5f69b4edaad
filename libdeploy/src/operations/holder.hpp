// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// Who holds the host lock.
struct Holder {
    std::string text;                 ///< Its process, what it does and since when.
    bool for_another_service = false; ///< Behind the same proxy.
};

/// What a run of this service writes into the lock: `deployment of psyfit-web`.
[[nodiscard]] std::string purpose(std::string_view what, const Config& config);

/// Nothing where nobody holds it. One that has not written yet may be for any service.
Result<std::optional<Holder>> lock_holder(const Config& config);

} // namespace deploy
