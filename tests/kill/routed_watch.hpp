// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include "kill/engine_call.hpp"
#include <mutex>

namespace deploy::test {

/// Sees to it that nobody ends, renames or removes the container that the proxy routes to, nor
/// starts a third version beside two. Its calls may come from any thread.
class RoutedWatch {
public:
    explicit RoutedWatch(const World& world) : world_{world} {}
    /// A request to the engine, before the engine has any of it.
    void note(const EngineCall& call);
    /// What was asked for against that since the last call of this.
    [[nodiscard]] std::vector<std::string> take();

private:
    void note_end(const EngineCall& call);
    void note_start(const EngineCall& call);
    void violated(const std::string& what);

    const World& world_;
    std::mutex mutex_;
    std::vector<std::string> violations_;
};

} // namespace deploy::test
