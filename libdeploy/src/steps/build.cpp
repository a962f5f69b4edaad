// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/capture.hpp"
#include "steps/context.hpp"
#include "steps/master_key.hpp"

#include <deploy/redaction.hpp>

namespace deploy {
namespace {

/// Makes the image of the commit, unless it exists already.
class Build final : public Step {
public:
    explicit Build(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        if (deployment.intent.image)
            return use(*deployment.intent.image, deployment.release);
        auto& release = deployment.release;
        release.image = context_.config.build.image + ":" + release.revision.substr(0, 12);
        auto exists = is_built(release);
        if (!exists)
            return exists.error();
        if (*exists && !deployment.intent.rebuild) {
            context_.observer.on_note(release.image + " exists: nothing to build");
            return {};
        }
        if (auto carried_over = check_environment(deployment); !carried_over)
            return carried_over;
        return build(release, stop);
    }

    Result<> undo(Deployment& deployment) override {
        clean(deployment.release);
        return {};
    }

private:
    /// An image that was made elsewhere, whose labels tell its commit.
    Result<> use(const std::string& reference, Release& release) {
        auto image = context_.ports.engine.image(reference);
        if (!image)
            return image.error();
        if (!*image)
            return Error{Errc::precondition, "there is no image '" + reference + "' on this host",
                         "docker images, or docker pull " + reference};
        release.revision = revision_of((*image)->labels);
        release.image = reference;
        release.candidate = candidate_name(release);
        return {};
    }

    Result<bool> is_built(const Release& release) {
        auto image = context_.ports.engine.image(release.image);
        if (!image)
            return image.error();
        return *image && revision_of((*image)->labels) == release.revision;
    }

    /// What the candidate could not be made of costs no build.
    Result<> check_environment(const Deployment& deployment) {
        auto key = read_configured_master_key(context_.config);
        if (!key)
            return key.error();
        auto captured = capture(deployment.release, context_.config, context_.ports.engine, *key,
                                deployment.intent.allowed_environment_changes);
        return captured ? Result<>{} : captured.error();
    }

    Result<> build(const Release& release, const std::stop_token& stop) {
        const auto context = directory(release);
        if (auto exported = context_.ports.source.export_to(release.revision, context); !exported)
            return exported.error();
        auto built = context_.ports.builder.build(
            request(release, context),
            [this](std::string_view line) { context_.observer.on_output(line); }, stop);
        clean(release);
        if (!built) { // its last lines go into the journal
            const auto& error = built.error();
            return Error{error.code, redactor_for(context_.config).redact(error.message),
                         error.fix};
        }
        auto there = is_built(release);
        if (!there)
            return there.error();
        if (!*there)
            return Error{Errc::build_failed,
                         "the build ended well, but there is no image " + release.image};
        return {};
    }

    [[nodiscard]] BuildRequest request(const Release& release,
                                       const std::filesystem::path& context) const {
        const auto& build = context_.config.build;
        return {.context = context,
                .dockerfile = build.dockerfile,
                .tag = release.image,
                .platform = build.platform,
                .target = build.target,
                .arguments = build.arguments,
                .labels = {{std::string{label::service}, release.service},
                           {std::string{label::revision}, release.revision}}};
    }

    [[nodiscard]] std::filesystem::path directory(const Release& release) const {
        return context_.config.state_directory / ("build-" + release.id);
    }

    void clean(const Release& release) {
        std::error_code error;
        std::filesystem::remove_all(directory(release), error);
        if (error)
            context_.observer.on_warning("cannot remove " + directory(release).string() + ": " +
                                         error.message());
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_build(const StepContext& context) {
    return std::make_unique<Build>(context);
}

} // namespace deploy
