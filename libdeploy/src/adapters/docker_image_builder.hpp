// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/image_builder.hpp>

namespace deploy {

/// `docker build`, which owns BuildKit and the classic builder alike. A missing program is
/// `precondition`, a build longer than the timeout `timed_out`.
class DockerImageBuilder : public ImageBuilder {
public:
    DockerImageBuilder(std::filesystem::path socket, std::chrono::seconds timeout)
        : socket_{std::move(socket)}, timeout_{timeout} {}

    Result<> build(const BuildRequest& request, const LineSink& output,
                   std::stop_token stop) override;

private:
    std::filesystem::path socket_;
    std::chrono::seconds timeout_;
};

} // namespace deploy
