// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/observer.hpp>
#include <deploy/step.hpp>

namespace deploy {

/// What every step may use. Borrowed: it outlives the steps.
struct StepContext {
    const Config& config;
    Ports ports;
    Observer& observer;
};

/// The standard flow, one step for each state up to the decision.
[[nodiscard]] Steps blue_green(const StepContext& context);

std::unique_ptr<Step> make_pull(const StepContext& context);
std::unique_ptr<Step> make_build(const StepContext& context);
std::unique_ptr<Step> make_capture(const StepContext& context);
std::unique_ptr<Step> make_release_command(const StepContext& context);
std::unique_ptr<Step> make_start(const StepContext& context);
std::unique_ptr<Step> make_gate(const StepContext& context);
std::unique_ptr<Step> make_switch(const StepContext& context);
std::unique_ptr<Step> make_verify(const StepContext& context);
std::unique_ptr<Step> make_watch(const StepContext& context);
std::unique_ptr<Step> make_retire(const StepContext& context);

} // namespace deploy
