// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

using Labels = std::map<std::string, std::string>;

/// What the engine's own health check says.
enum class Health : std::uint8_t { none, starting, healthy, unhealthy };

/// One network that a container is on.
struct Attachment {
    std::string network;                ///< The network's name.
    std::string address{};              ///< IPv4 address now; empty when not running.
    std::vector<std::string> aliases{}; ///< Names given by people; the engine's own left out.
};

/// A container as the engine sees it at one moment.
struct Container {
    std::string id;       ///< Full 64 hexadecimal digits.
    std::string name;     ///< Without the leading slash.
    std::string image_id; ///< `sha256:…`
    std::string image;    ///< The reference it was created from.
    std::string status;   ///< created, running, paused, restarting, removing, exited or dead.
    bool running = false; ///< True for a crash loop too: look at `restarting` as well.
    bool restarting = false;
    bool paused = false;
    bool out_of_memory = false; ///< The kernel killed it for memory.
    int exit_code = 0;
    int restarts = 0;
    std::string created_at; ///< RFC 3339, as the engine gives it; sorts as text.
    std::string started_at;
    std::string finished_at;
    Health health = Health::none;
    Labels labels;
    std::vector<std::string> env; ///< `KEY=value`, byte for byte, the image's defaults merged in.
    std::vector<Attachment> attachments;
    boost::json::object config;      ///< The engine's `Config`, kept whole.
    boost::json::object host_config; ///< The engine's `HostConfig`, kept whole.

    /// The first twelve digits of the id: resolves on user-defined networks, survives restarts and
    /// renames, never means another container.
    [[nodiscard]] std::string short_id() const { return id.substr(0, 12); }
    /// Runs and is not in a crash loop.
    [[nodiscard]] bool steady() const { return running && !restarting && !paused; }
    /// Its address on `network`, if it has one.
    [[nodiscard]] std::optional<std::string> address_on(std::string_view network) const;
    /// Whether it is attached to `network`.
    [[nodiscard]] bool on(std::string_view network) const;
};

/// What the engine's list tells of a container, without asking for each.
struct ContainerSummary {
    std::string id;         ///< Full 64 hexadecimal digits.
    std::string name;       ///< Without the leading slash.
    std::string image_id;   ///< `sha256:…`
    std::string status;     ///< As in Container.
    std::string created_at; ///< RFC 3339; sorts as text.
    Labels labels{};

    /// Has ended or never begun.
    [[nodiscard]] bool stopped() const {
        return status == "created" || status == "exited" || status == "dead";
    }
};

/// What to create. `config` and `host_config` are in the engine's form, so that settings this
/// program has never heard of survive; name, image, env, labels and networks have the last word.
struct ContainerSpec {
    std::string name;
    std::string image;
    std::vector<std::string> env; ///< Travels as JSON in a request body, never in argv or a file.
    Labels labels;
    std::vector<Attachment> attachments; ///< The first one is the network it is created on.
    boost::json::object config{};
    boost::json::object host_config{};
};

/// An image as the engine sees it.
struct Image {
    std::string id;                ///< `sha256:…`
    std::vector<std::string> tags; ///< `repository:tag`
    std::vector<std::string> env;  ///< Defaults baked in, `KEY=value`.
    Labels labels;
    boost::json::object config;         ///< The image's `Config`, kept whole.
    std::int64_t size = 0;              ///< Bytes, layers that it shares with others included.
    std::string created_at{};           ///< RFC 3339; sorts as text.
    std::vector<std::string> digests{}; ///< `repository@sha256:…`: where it was pulled from.
};

/// What Docker's files take, where it is worth to wait for the answer.
struct DiskUsage {
    std::int64_t image_layers = 0;                 ///< Bytes, each layer counted once.
    std::map<std::string, std::int64_t> written{}; ///< By each container, by its id.
};

/// The labels that this program puts on what it makes.
namespace label {
inline constexpr std::string_view service = "psyfit.deploy.service";
inline constexpr std::string_view deployment = "psyfit.deploy.id";
inline constexpr std::string_view role =
    "psyfit.deploy.role"; ///< `candidate` or `release-command`.
inline constexpr std::string_view revision = "org.opencontainers.image.revision";
} // namespace label

/// The git commit that a container or an image bears; empty where no label tells.
[[nodiscard]] std::string revision_of(const Labels& labels);

} // namespace deploy
