// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/container.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>

namespace deploy {

/// What to build.
struct BuildRequest {
    std::filesystem::path context; ///< A clean export of the commit.
    std::string dockerfile;        ///< Inside the context.
    std::string tag;               ///< `repository:tag`, set only when the build succeeded.
    std::string platform{};        ///< `linux/amd64`; empty: the engine's own.
    std::string target{};          ///< A stage of the Dockerfile; empty: the last one.
    std::map<std::string, std::string> arguments{}; ///< Not for secrets: they show in the image.
    Labels labels{};
};

/// Receives the build's output, one line a call, without the line end. Untrusted text.
using LineSink = std::function<void(std::string_view)>;

/// Builds images.
class ImageBuilder {
public:
    virtual ~ImageBuilder() = default;

    /// Builds and tags the image. A failed build is `build_failed` with its last lines in the
    /// message. On cancellation the build is ended and `cancelled` returned; layers may stay.
    virtual Result<> build(const BuildRequest& request, const LineSink& output,
                           std::stop_token stop) = 0;
};

} // namespace deploy
