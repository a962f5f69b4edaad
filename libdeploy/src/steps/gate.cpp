// SPDX-License-Identifier: MIT
#include "core/health.hpp"
#include "steps/candidate_state.hpp"
#include "steps/probes.hpp"

#include <algorithm>

namespace deploy {
namespace {

/// Waits until the candidate itself answers, several times in a row, before any traffic reaches it.
class Gate final : public Step {
public:
    explicit Gate(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        auto& clock = context_.ports.clock;
        const auto deadline = clock.now() + context_.config.health.deadline;
        Progress progress;
        std::chrono::milliseconds pause{2};
        constexpr std::chrono::milliseconds longest{75};
        while (!stop.stop_requested()) {
            if (auto looked = look(deployment.release, progress, stop); !looked)
                return looked.error();
            if (progress.passes >= context_.config.health.passes)
                return {};
            if (clock.now() >= deadline)
                return unhealthy_candidate(context_, *progress.first, overdue(progress));
            clock.sleep_for(pause, stop);
            if (progress.passes == 0) // the longer it boots, the further apart the passes
                pause = std::min(pause * 3 / 2, longest);
        }
        return Error{Errc::cancelled, "the gate was cancelled"};
    }

private:
    struct Progress {
        std::optional<Container> first; ///< The candidate as it was seen first.
        int passes = 0;                 ///< In a row.
        int wrong = 0;                  ///< In a row, of what time does not mend.
        std::string last{};             ///< The last complaint.
    };

    Result<> look(const Release& release, Progress& progress, const std::stop_token& stop) {
        auto candidate = living_candidate(context_, release, progress.first, stop,
                                          std::chrono::milliseconds{1000});
        if (!candidate)
            return candidate.error();
        if (!progress.first)
            progress.first = *candidate;
        const Verdict verdict = ask(*candidate, release);
        progress.passes = verdict.healthy() ? progress.passes + 1 : 0;
        progress.wrong = verdict.kind == Verdict::Kind::wrong ? progress.wrong + 1 : 0;
        if (!verdict.healthy())
            progress.last = verdict.why;
        if (progress.wrong >= context_.config.health.passes)
            return unhealthy_candidate(context_, *candidate, verdict.why);
        return {};
    }

    Verdict ask(const Container& candidate, const Release& release) {
        const auto& health = context_.config.health;
        auto answer = get(candidate, release, health.path);
        if (!answer)
            return {Verdict::Kind::not_yet, answer.error().message};
        auto verdict = judge_health(*answer, health, release.revision);
        for (const auto& page : health.pages) {
            if (!verdict.healthy())
                break;
            auto shown = get(candidate, release, page);
            verdict = shown ? judge_page(*shown, page)
                            : Verdict{Verdict::Kind::not_yet, shown.error().message};
        }
        return verdict;
    }

    Result<Answer> get(const Container& candidate, const Release& release,
                       const std::string& path) {
        return context_.ports.prober.get(direct_probe(candidate, release, path, context_.config));
    }

    [[nodiscard]] std::string overdue(const Progress& progress) const {
        return "it did not become healthy within " +
               std::to_string(context_.config.health.deadline.count()) + " s" +
               (progress.last.empty() ? "" : " (" + progress.last + ")");
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_gate(const StepContext& context) {
    return std::make_unique<Gate>(context);
}

} // namespace deploy
