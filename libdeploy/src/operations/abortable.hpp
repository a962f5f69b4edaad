// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/abort_request.hpp"
#include "core/forwarding_observer.hpp"
#include <mutex>
#include <stop_token>

namespace deploy {

/// A run that `abort` can cancel from another process: it learns the deployment's id as an
/// observer, and its token stops when that id is asked for, or when the caller's own token stops.
/// To be made once the lock is held.
class Abortable final : public ForwardingObserver {
public:
    Abortable(const std::filesystem::path& file, Observer& next, std::stop_token outer);

    void on_begin(const Release& release) noexcept override;
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    bool concerns_us(const std::string& id);

    std::mutex mutex_; // guards id_
    std::string id_;
    std::stop_source source_;
    std::stop_callback<std::function<void()>> outer_;
    AbortWatch watch_; // last: it calls back
};

} // namespace deploy
