// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/remote.hpp>
#include <memory>
#include <string>
#include <vector>

namespace deploy::action {

/// Whose files a container on the server is to read and write.
struct ServerUser {
    std::string user;  ///< `uid:gid`
    std::string group; ///< Of the engine's socket.
};

/// psyfit-deploy in containers of an image on the server: a run is a container of its own that the
/// engine owns, so that no connection can end it; every other call is one that goes with it.
class ImageRemote final : public Remote {
public:
    /// `docker`: the engine's client on the server.
    ImageRemote(std::unique_ptr<Remote> docker, std::string image, ServerUser user);

    Result<int> call(const RemoteCall& call) override;
    [[nodiscard]] std::string name() const override { return docker_->name(); }

    /// A file or folder of the server that the containers see at its own place.
    void mount(const std::string& path);

private:
    using Words = std::vector<std::string>;

    Result<int> start(const RemoteCall& call);
    [[nodiscard]] Words words_of(const Words& how, const Words& words) const;

    std::string image_;
    ServerUser user_;
    Words volumes_{};
    std::unique_ptr<Remote> docker_;
};

} // namespace deploy::action
