// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <cstddef>
#include <optional>

namespace deploy::test {

/// A Docker Engine of this process's own, in network and mount namespaces of its own, that can be
/// killed and filled without the machine's engine noticing. From its construction on, this process
/// and all that it starts are in those namespaces, and DOCKER_HOST leads to this engine. It has the
/// machine's image of kamal-proxy. One a process.
class OwnEngine {
public:
    /// Needs root, and `dockerd` in PATH: see `missing`. `storage` bytes for images and containers.
    explicit OwnEngine(std::size_t storage);
    ~OwnEngine();
    OwnEngine(const OwnEngine&) = delete;
    OwnEngine& operator=(const OwnEngine&) = delete;

    /// Why there can be none here; empty where there can.
    static std::string missing();

    [[nodiscard]] std::string socket() const { return (folder_.path() / "docker.sock").string(); }
    [[nodiscard]] std::filesystem::path data() const { return folder_.path() / "data"; }

    /// Kills the engine, not its containers. Until it is started again nobody resolves names on its
    /// networks, so that the proxy answers 502 where it needs a new connection to a target.
    void kill();
    /// Asks it to end, and waits until it has: without `live-restore`, all containers have ended,
    /// too.
    void stop();
    /// Starts it again; returns when it answers.
    void start();
    /// Whether from the next start on it leaves its containers alone when it ends.
    void restore_live(bool live) { live_restore_ = live; }

private:
    bool live_restore_ = true;
    TemporaryFolder folder_;
    std::optional<Program> daemon_;
};

} // namespace deploy::test
