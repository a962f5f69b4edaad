// SPDX-License-Identifier: MIT
#pragma once
#include "format.hpp"
#include "own_command.hpp"

#include <chrono>
#include <deploy/observer.hpp>
#include <deploy/safe_text.hpp>
#include <functional>
#include <string>
#include <utility>

namespace deploy::cli {

using Now = std::function<std::chrono::steady_clock::time_point()>;

/// Shows a deployment while it runs.
class Progress : public Observer {
public:
    /// Ends what is drawn, before other text is printed.
    virtual void finish() noexcept {}
    /// How the program is called in a warning that tells what to type.
    void call_as(std::string command) { command_ = std::move(command); }

protected:
    [[nodiscard]] std::string warning(std::string_view safe_text) const {
        return "warning: " + calling(safe_text, command_);
    }

private:
    std::string command_{program_name};
};

/// `deployment 20261124-201500-3f9a of psyfit-web`; rollbacks and first deployments by their kind.
[[nodiscard]] inline std::string headline(const Release& release) {
    const std::string kind = release.kind == Kind::first      ? "first deployment "
                             : release.kind == Kind::rollback ? "rollback "
                                                              : "deployment ";
    return kind + release.id + " of " + release.service;
}

} // namespace deploy::cli
