// SPDX-License-Identifier: MIT
#pragma once
#include "format.hpp"
#include "safe_text.hpp"

#include <atomic>
#include <chrono>
#include <deploy/observer.hpp>
#include <functional>

namespace deploy::cli {

using Now = std::function<std::chrono::steady_clock::time_point()>;

/// Shows a deployment while it runs. `cancelling` may come from another thread than the rest.
class Progress : public Observer {
public:
    /// The user asked to stop; what was done is being undone.
    virtual void cancelling() noexcept {}
    /// Ends what is drawn, before other text is printed.
    virtual void finish() noexcept {}

    void on_begin(const Release& /*release*/) noexcept override { under_way_ = true; }
    void on_end(const Release& /*release*/, State /*state*/,
                const Receipt& /*receipt*/) noexcept override {
        under_way_ = false;
    }

    /// Whether a deployment has begun and not ended.
    [[nodiscard]] bool under_way() const { return under_way_; }

private:
    std::atomic<bool> under_way_ = false;
};

/// `deployment 20261124-201500-3f9a of psyfit-web`; rollbacks and first deployments by their kind.
[[nodiscard]] inline std::string headline(const Release& release) {
    const std::string kind = release.kind == Kind::first      ? "first deployment "
                             : release.kind == Kind::rollback ? "rollback "
                                                              : "deployment ";
    return kind + release.id + " of " + release.service;
}

} // namespace deploy::cli
