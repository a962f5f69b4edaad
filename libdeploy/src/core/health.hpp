// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/prober.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// What an answer of the health page says about the service.
struct Verdict {
    enum class Kind : std::uint8_t {
        healthy,
        not_yet, ///< May become healthy by itself.
        wrong,   ///< Answers, and is not what was deployed: time does not mend it.
    };
    Kind kind = Kind::not_yet;
    std::string why{}; ///< For people; empty when healthy.

    [[nodiscard]] bool healthy() const { return kind == Kind::healthy; }
};

/// Judges an answer of the health page. `revision` is what must answer, where the application tells
/// its version; empty: any.
[[nodiscard]] Verdict judge_health(const Answer& answer, const Config::Health& rules,
                                   std::string_view revision);

/// Judges an answer of another page: success or a redirect will do.
[[nodiscard]] Verdict judge_page(const Answer& answer, std::string_view path);

} // namespace deploy
