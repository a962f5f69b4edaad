// SPDX-License-Identifier: MIT
#include "adapters/abort_request.hpp"

#include "adapters/replace_file.hpp"
#include <condition_variable>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace deploy {

namespace {

constexpr std::chrono::milliseconds look_interval{100};
constexpr std::size_t id_limit = 256;

/// Waits for the next look; false when it is over.
bool pause(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wakeup;
    std::unique_lock lock{mutex};
    wakeup.wait_for(lock, stop, look_interval, [] { return false; });
    return !stop.stop_requested();
}

} // namespace

Result<> AbortRequest::place(std::string_view id) const {
    auto directory = open_state_directory(file_.parent_path(), IfMissing::fail);
    if (!directory)
        return directory.error();
    return replace_private_file(*directory, file_, std::string{id} + "\n", Outlives::process);
}

std::string AbortRequest::read() const {
    auto directory = open_state_directory(file_.parent_path(), IfMissing::fail);
    if (!directory)
        return {};
    auto opened = open_private_file(*directory, file_, IfMissing::fail);
    if (!opened)
        return {};
    const auto text = read_all(*opened, file_, id_limit);
    return text ? text->substr(0, text->find('\n')) : std::string{};
}

void AbortRequest::remove() const { ::unlink(file_.c_str()); }

AbortWatch::AbortWatch(AbortRequest request, std::function<bool(const std::string&)> arrived)
    : thread_{[request = std::move(request),
               arrived = std::move(arrived)](const std::stop_token& over) {
          while (pause(over))
              if (const auto id = request.read(); !id.empty() && arrived(id))
                  request.remove();
      }} {}

} // namespace deploy
