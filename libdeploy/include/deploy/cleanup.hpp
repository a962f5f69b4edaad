// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/changes.hpp>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// A container or an image, and why it goes or stays.
struct CleanupItem {
    enum class Kind : std::uint8_t { container, image };
    Kind kind = Kind::container;
    std::string id;
    std::string name;       ///< An image without one has its short id.
    std::string why;        ///< A phrase: "it was never started".
    std::string image_id{}; ///< Of a container: what it was made of.
    /// Of an image: the names it loses, the last one with the image itself.
    std::vector<std::string> references{};
    std::int64_t bytes = 0;         ///< Of an image, its layers; of a container, what it wrote.
    std::optional<Error> failure{}; ///< Why it is still there.
};

/// What a clean-up does or did.
struct Cleanup {
    std::string service;
    std::vector<CleanupItem> gone{}; ///< Or would go; those with a failure are still there.
    std::vector<CleanupItem> kept{}; ///< Of the service.
    std::optional<Error> cache_failure{};
    std::optional<std::int64_t> build_cache{}; ///< Bytes freed of it; nothing: not known.
    std::optional<std::int64_t> freed{};       ///< Bytes in all; nothing: not known.

    /// Whether all that should go is gone.
    [[nodiscard]] bool complete() const;
};

struct CleanupOptions {
    Changes changes = Changes::made;
    std::chrono::seconds patience{0}; ///< How long to wait for the host lock.
};

/// Removes what the service left on this host and does not need, by the policy of
/// `config.cleanup`: docs/cleanup.md. Holds the host lock, so that no deployment runs meanwhile; to
/// tell only, it takes none and changes nothing. What cannot be removed is told in its item, and
/// the rest goes on. Idempotent. `precondition` while a deployment is unfinished: recovery may need
/// any container.
Result<Cleanup> clean_up(const Config& config, Ports ports, const CleanupOptions& options,
                         const std::stop_token& stop);

} // namespace deploy
