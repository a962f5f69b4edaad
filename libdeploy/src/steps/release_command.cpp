// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/diagnosis.hpp"
#include "steps/context.hpp"
#include "steps/late_container.hpp"
#include "steps/retry.hpp"

namespace deploy {
namespace {

/// Runs the release command (migrations) once, in a container of the new image.
class ReleaseCommand final : public Step {
public:
    explicit ReleaseCommand(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        if (context_.config.release.command.empty())
            return {};
        auto spec = release_command_spec(deployment.spec, context_.config);
        spec.env = deployment.environment.entries();
        auto& engine = context_.ports.engine;
        auto id = engine.create(spec);
        if (!id)
            return id.error().within("create the release command's container");
        auto done = engine.start(*id);
        if (done)
            done = wait(*id, stop);
        if (auto removed = clean(deployment); !removed && done)
            context_.observer.on_warning(removed.error().message);
        return done;
    }

    Result<> undo(Deployment& deployment) override { return clean(deployment); }

private:
    Result<> clean(const Deployment& deployment) {
        const auto& release = deployment.release;
        auto& engine = context_.ports.engine;
        const auto find = [&] { return engine.inspect(release_command_name(release)); };
        return persist(context_.ports.clock, [&]() -> Result<> {
            auto left = context_.config.release.command.empty()
                            ? find()
                            : find_late(context_.ports.clock, deployment, find);
            if (!left)
                return left.error();
            if (!*left || !is_of(**left, release))
                return {};
            return engine.remove((*left)->id);
        });
    }

    static bool is_of(const Container& container, const Release& release) {
        const auto id = container.labels.find(std::string{label::deployment});
        return id != container.labels.end() && id->second == release.id;
    }

    Result<> wait(const std::string& id, const std::stop_token& stop) {
        auto& clock = context_.ports.clock;
        const auto deadline = clock.now() + context_.config.release.timeout;
        for (std::chrono::milliseconds pause{20}; !stop.stop_requested();
             pause = std::min(pause * 2, std::chrono::milliseconds{500})) {
            auto container = context_.ports.engine.inspect(id);
            if (!container)
                return container.error();
            if (!*container)
                return Error{Errc::unhealthy, "the release command's container was removed"};
            if (const auto& status = (*container)->status; status == "exited" || status == "dead")
                return judge(**container);
            if (clock.now() >= deadline)
                return failed(**container,
                              "it did not end within " +
                                  std::to_string(context_.config.release.timeout.count()) + " s");
            clock.sleep_for(pause, stop);
        }
        return Error{Errc::cancelled, "the release command was cancelled"};
    }

    Result<> judge(const Container& container) {
        if (container.exit_code != 0 || container.out_of_memory)
            return failed(container, describe_end(container));
        if (auto log = context_.ports.engine.logs(container.id, shown_lines); log)
            context_.observer.on_output(safe_log(*log, container, shown_lines));
        return {};
    }

    Error failed(const Container& container, const std::string& why) {
        auto log = context_.ports.engine.logs(container.id, shown_lines);
        const auto lines = log ? safe_log(*log, container, shown_lines) : std::string{};
        return {Errc::unhealthy, "the release command failed: " + why +
                                     (lines.empty() ? "" : "; its last lines:\n" + lines)};
    }

    static constexpr int shown_lines = 20;
    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_release_command(const StepContext& context) {
    return std::make_unique<ReleaseCommand>(context);
}

} // namespace deploy
