// SPDX-License-Identifier: MIT
#include <deploy/container.hpp>
#include <deploy/release.hpp>

#include <algorithm>
#include <charconv>

namespace deploy {
namespace {
constexpr std::array<std::string_view, 3> kind_names{"deploy", "first", "rollback"};
} // namespace

std::string_view to_string(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_from(std::string_view name) {
    const auto* const found = std::ranges::find(kind_names, name);
    if (found == kind_names.end())
        return std::nullopt;
    return static_cast<Kind>(found - kind_names.begin());
}

std::string short_revision(std::string_view revision) {
    return revision.empty() ? "unknown" : std::string{revision.substr(0, 7)};
}

std::string Route::target_host() const { return target.substr(0, target.rfind(':')); }

std::uint16_t Route::target_port() const {
    constexpr std::uint16_t proxy_default = 80;
    const auto colon = target.rfind(':');
    if (colon == std::string::npos)
        return proxy_default;
    std::uint16_t port = proxy_default;
    std::from_chars(target.data() + colon + 1, target.data() + target.size(), port);
    return port;
}

Route Route::to(std::string new_target) const {
    Route moved = *this;
    moved.target = std::move(new_target);
    return moved;
}

std::string revision_of(const Labels& labels) {
    const auto found = labels.find(std::string{label::revision});
    return found == labels.end() ? "" : found->second;
}

std::optional<std::string> Container::address_on(std::string_view network) const {
    for (const auto& attachment : attachments)
        if (attachment.network == network && !attachment.address.empty())
            return attachment.address;
    return std::nullopt;
}

bool Container::on(std::string_view network) const {
    return std::ranges::any_of(
        attachments, [&](const Attachment& attachment) { return attachment.network == network; });
}

} // namespace deploy
