// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_frames.hpp"
#include "support/file_descriptor.hpp"

#include <chrono>
#include <deploy/container_exec.hpp>
#include <filesystem>
#include <stop_token>
#include <string>

namespace deploy {

/// One connection to the engine that a call has turned into a two-way stream (`Upgrade: tcp`).
class DockerStream {
public:
    /// Sends the request and waits until the engine has opened the stream; its refusal is
    /// `precondition` with its own words. `path` has the version.
    static Result<DockerStream> open(const std::filesystem::path& socket, const std::string& path,
                                     const std::string& body);

    struct Exchange {
        ByteSource input{}; ///< None, or at its end: the other side reads an end of file.
        DockerFrames::Sink output;
        std::chrono::steady_clock::time_point deadline{};
        std::stop_token stop{};
    };
    /// Moves bytes both ways until the engine ends the stream. `timed_out`, `cancelled`, an error
    /// of `input` or `output`, or `unknown_outcome` where the stream ends amid a frame.
    Result<> exchange(const Exchange& exchange);

private:
    explicit DockerStream(FileDescriptor socket) : socket_{std::move(socket)} {}
    Result<> send_all(std::string_view bytes) const;
    Result<> read_head();
    class Pump;

    FileDescriptor socket_;
    std::string early_; ///< What came right after the answer's head.
};

} // namespace deploy
