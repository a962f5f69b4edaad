// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "steps/context.hpp"
#include "steps/master_key.hpp"

namespace deploy {
namespace {

/// Decides which commit goes live, brings the checkout to it, and proves the master key against it.
class Pull final : public Step {
public:
    explicit Pull(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        if (deployment.intent.image)
            return {};
        auto commit = choose(deployment.intent, stop);
        if (!commit)
            return commit.error();
        if (auto newer = check_newer(deployment, commit->id); !newer)
            return newer.error();
        deployment.release.revision = commit->id;
        deployment.release.candidate = candidate_name(deployment.release);
        context_.observer.on_note("commit " + short_revision(commit->id) + " " + commit->subject);
        return prove(commit->id);
    }

private:
    Result<Commit> choose(const Intent& intent, const std::stop_token& stop) {
        auto& source = context_.ports.source;
        if (!intent.pull)
            return intent.reference ? source.resolve(intent.reference) : source.head();
        if (auto fetched = source.fetch(stop); !fetched)
            return fetched.error();
        auto commit = source.resolve(intent.reference);
        if (!commit || intent.reference) // an explicit reference leaves the checkout alone
            return commit;
        if (auto moved = source.fast_forward(commit->id); !moved)
            return moved.error();
        return commit;
    }

    /// A workflow that is run again must not take the service back unseen.
    Result<> check_newer(const Deployment& deployment, const std::string& commit) {
        const auto& incumbent = deployment.release.incumbent;
        if (!deployment.intent.newer_only || !incumbent || incumbent->revision.empty() ||
            incumbent->revision == commit)
            return {};
        auto& source = context_.ports.source;
        const auto lacks = source.between(commit, incumbent->revision, 1);
        const auto brings = source.between(incumbent->revision, commit, 1);
        if (!lacks || !brings || lacks->empty() || !brings->empty())
            return {}; // newer, beside it, or not known to the checkout
        return Error{Errc::precondition,
                     "commit " + short_revision(commit) + " is older than " +
                         short_revision(incumbent->revision) + ", which serves",
                     "psyfit-deploy rollback, for the way back; without --newer-only it goes live"};
    }

    Result<> prove(const std::string& commit) {
        auto key = read_configured_master_key(context_.config);
        if (!key)
            return key.error();
        return prove_configured_master_key(*key, commit, context_.ports.source, context_.config);
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_pull(const StepContext& context) {
    return std::make_unique<Pull>(context);
}

} // namespace deploy
