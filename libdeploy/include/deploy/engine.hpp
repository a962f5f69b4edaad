// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/container.hpp>
#include <deploy/result.hpp>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The engine itself.
struct EngineInfo {
    std::string version;
    std::string api_version;           ///< The one that was negotiated.
    std::int64_t memory_total = 0;     ///< Bytes of the host; 0 when unknown.
    std::int64_t memory_available = 0; ///< Bytes free for new processes; 0 when unknown.

    /// More than half of all memory is free: whatever runs now would fit a second time.
    [[nodiscard]] bool has_room_for_all_again() const {
        return memory_total > 0 && memory_available > memory_total - memory_available;
    }
};

/// One of the programs that an engine is made of.
struct EngineComponent {
    std::string name; ///< `Engine`, `containerd`, `runc`.
    std::string version;
};

/// Containers and images of one Docker host.
///
/// Every call is bounded in time. A call whose answer is lost fails with `unknown_outcome`: the
/// effect may have happened, so read back before deciding. `unreachable` means that nothing was
/// sent. Implementations may be called from one thread at a time.
class Engine {
public:
    virtual ~Engine() = default;

    virtual Result<EngineInfo> info() = 0;
    /// What the engine is made of; it asks each part, which takes some ten milliseconds.
    virtual Result<std::vector<EngineComponent>> components() = 0;

    /// The container of that id, id prefix or exact name; nothing if there is none.
    virtual Result<std::optional<Container>> inspect(std::string_view reference) = 0;
    /// The ids of all containers, running or not, in one call.
    virtual Result<std::set<std::string, std::less<>>> ids() = 0;
    /// Every container, running or not, that bears the label with this value, or, where `value` is
    /// empty, the label at all. An empty `label` lists all. Newest first.
    virtual Result<std::vector<Container>> list(std::string_view label, std::string_view value) = 0;

    /// Creates a container and gives its id. Idempotent by name and deployment label: a container
    /// of that name from the same deployment is given back; any other holder of the name is
    /// `conflict`. A created container that cannot be attached to all its networks is removed
    /// again.
    virtual Result<std::string> create(const ContainerSpec& spec) = 0;
    /// Starts it; already running is success.
    virtual Result<> start(std::string_view id) = 0;
    /// Asks it to end and kills it after `grace`; already stopped or gone is success.
    virtual Result<> stop(std::string_view id, std::chrono::seconds grace) = 0;
    /// Removes it with its anonymous volumes, running or not; already gone is success.
    virtual Result<> remove(std::string_view id) = 0;
    /// Changes the restart policy (`no`, `always`, `unless-stopped`); the same again is success.
    virtual Result<> set_restart_policy(std::string_view id, std::string_view policy) = 0;
    /// Its last `lines` lines of output, both streams in their order, at most 256 KiB, raw.
    virtual Result<std::string> logs(std::string_view id, int lines) = 0;

    /// Memory that it uses now, in bytes, without reclaimable cache; 0 when not running.
    virtual Result<std::int64_t> memory_used(std::string_view id) = 0;

    /// The image of that reference or id; nothing if there is none.
    virtual Result<std::optional<Image>> image(std::string_view reference) = 0;
    /// Makes `reference` (`repository:tag`) name the image; the same again is success.
    virtual Result<> tag(std::string_view image, std::string_view reference) = 0;
    /// Every container, running or not, in one call. Newest first.
    virtual Result<std::vector<ContainerSummary>> summaries() = 0;
    /// Every image that has a name, or has none and no image is built on it, in one call; without
    /// environment and configuration.
    virtual Result<std::vector<Image>> images() = 0;
    /// Takes a name (`repository:tag`) from an image, and with its last name the image; an id
    /// stands for an image without names. One that a container was made of, running or not, is
    /// `conflict`; already gone is success.
    virtual Result<> remove_image(std::string_view reference) = 0;
    /// Removes the build cache that was not used for so long, and gives the bytes freed.
    virtual Result<std::int64_t> prune_build_cache(std::chrono::seconds unused_for) = 0;
    /// Counts all files: takes from a tenth of a second to minutes.
    virtual Result<DiskUsage> disk_usage() = 0;
    /// Whether a network of that exact name exists.
    virtual Result<bool> has_network(std::string_view name) = 0;
    /// Makes a bridge network of that name; there already is success.
    virtual Result<> create_network(std::string_view name) = 0;
    /// Has the engine fetch the image `repository:tag` (`latest` without a tag) from its registry,
    /// which may take minutes. `not_found`: the registry has no such image, or does not show it;
    /// `unreachable`: the registry does not answer; `cancelled`.
    virtual Result<> pull(std::string_view reference, std::stop_token stop) = 0;
};

} // namespace deploy
