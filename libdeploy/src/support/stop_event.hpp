// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"

#include <functional>
#include <stop_token>
#include <sys/eventfd.h>

namespace deploy {

/// A descriptor that can be read once a stop is requested, for poll().
class StopEvent {
public:
    explicit StopEvent(const std::stop_token& stop)
        : event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
          callback_{stop, [fd = event_.get()] { ::eventfd_write(fd, 1); }} {}
    [[nodiscard]] int handle() const { return event_.get(); }

private:
    FileDescriptor event_;
    std::stop_callback<std::function<void()>> callback_;
};

} // namespace deploy
