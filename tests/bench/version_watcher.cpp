// SPDX-License-Identifier: MIT
#include "bench/version_watcher.hpp"

namespace deploy::bench {

VersionWatcher::VersionWatcher(const test::World& world, std::string version)
    : thread_{[&world, this, wanted = std::move(version)](const std::stop_token& stop) {
          while (!stop.stop_requested() && !seen_) {
              if (world.version() == wanted)
                  seen_ = std::chrono::system_clock::now();
              std::this_thread::sleep_for(std::chrono::milliseconds{5});
          }
      }} {}

std::optional<VersionWatcher::TimePoint> VersionWatcher::first_seen() {
    thread_.request_stop();
    thread_.join();
    return seen_;
}

} // namespace deploy::bench
