// SPDX-License-Identifier: MIT
#include "adapters/docker_frames.hpp"

#include <algorithm>

namespace deploy {

Result<> DockerFrames::begin_frame() {
    filled_ = 0;
    if (header_[0] > 2 || header_[1] != 0 || header_[2] != 0 || header_[3] != 0)
        return Error{Errc::corrupt, "the Docker Engine's stream has a frame of no known kind"};
    stream_ = static_cast<FrameStream>(header_[0]);
    left_ = 0;
    for (std::size_t i = 4; i < header_.size(); ++i)
        left_ = left_ << 8U | header_[i];
    return {};
}

Result<> DockerFrames::feed(std::string_view bytes, const Sink& sink) {
    while (!bytes.empty()) {
        if (left_ == 0) {
            header_[filled_++] = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
            if (filled_ < header_.size())
                continue;
            if (auto begun = begin_frame(); !begun)
                return begun;
            continue;
        }
        const auto content = bytes.substr(0, std::min(left_, bytes.size()));
        if (auto taken = sink(stream_, content); !taken)
            return taken;
        left_ -= content.size();
        bytes.remove_prefix(content.size());
    }
    return {};
}

} // namespace deploy
