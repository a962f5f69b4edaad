// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deploy/result.hpp>
#include <functional>
#include <string_view>

namespace deploy {

/// Which of a command's streams a frame is of.
enum class FrameStream : std::uint8_t { input, output, errors };

/// Takes the engine's multiplexed stream apart as it comes, in pieces of any size: frames of eight
/// bytes (the stream, three zeros, the length, big-endian) and their content. Nothing is kept but a
/// header that is not complete.
class DockerFrames {
public:
    using Sink = std::function<Result<>(FrameStream stream, std::string_view bytes)>;

    /// Hands on what `bytes` has; `corrupt` where it is no such stream, or the sink's own error.
    Result<> feed(std::string_view bytes, const Sink& sink);
    /// Whether the stream may end here: between two frames.
    [[nodiscard]] bool complete() const { return filled_ == 0 && left_ == 0; }

private:
    Result<> begin_frame();

    std::array<unsigned char, 8> header_{};
    std::size_t filled_ = 0; ///< Bytes of the header that are here.
    std::size_t left_ = 0;   ///< Bytes of the content that are to come.
    FrameStream stream_ = FrameStream::output;
};

} // namespace deploy
