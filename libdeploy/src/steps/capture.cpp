// SPDX-License-Identifier: MIT
#include "core/capture.hpp"

#include "steps/context.hpp"
#include "steps/master_key.hpp"

namespace deploy {
namespace {

/// Takes the incumbent's settings and environment for the candidate, in memory.
class Capture final : public Step {
public:
    explicit Capture(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token /*stop*/) override {
        auto key = read_configured_master_key(context_.config);
        if (!key)
            return key.error();
        auto captured = capture(deployment.release, context_.config, context_.ports.engine, *key,
                                deployment.intent.allowed_environment_changes);
        if (!captured)
            return captured.error();
        deployment.spec = std::move(captured->spec);
        deployment.environment = std::move(captured->environment);
        deployment.release.environment = std::move(captured->change);
        return {};
    }

private:
    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_capture(const StepContext& context) {
    return std::make_unique<Capture>(context);
}

} // namespace deploy
