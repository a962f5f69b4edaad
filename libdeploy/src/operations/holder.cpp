// SPDX-License-Identifier: MIT
#include "operations/holder.hpp"

#include <deploy/flow.hpp>
#include <deploy/lock.hpp>

namespace deploy {

std::string purpose(std::string_view what, const Config& config) {
    return std::string{what} + " of " + config.service;
}

Result<std::optional<Holder>> lock_holder(const Config& config) {
    auto text = HostLock::held_by(lock_file(config));
    if (!text)
        return text.error();
    if (!*text)
        return std::optional<Holder>{};
    const bool told = (*text)->find(" of ") != std::string::npos;
    const bool ours = (*text)->find(purpose("", config) + ", since ") != std::string::npos;
    return std::optional{Holder{.text = std::move(**text), .for_another_service = told && !ours}};
}

} // namespace deploy
