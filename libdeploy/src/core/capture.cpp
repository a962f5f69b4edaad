// SPDX-License-Identifier: MIT
#include "core/capture.hpp"

#include "core/candidate.hpp"

#include <deploy/text_file.hpp>
#include <filesystem>

namespace deploy {
namespace {

Result<Environment> environment_file(const std::filesystem::path& file) {
    if (file.empty())
        return Environment{};
    const auto text = read_text_file(file, "the environment file");
    if (!text)
        return text.error().as(Errc::invalid_input);
    return parse_environment_file(*text, file.string());
}

Result<Captured> guarded(ContainerSpec spec, const EnvironmentSources& sources,
                         const Config& config, const std::vector<std::string>& allowed) {
    Captured out{.spec = std::move(spec),
                 .environment = derive_environment(sources, config.environment),
                 .change = {}};
    if (auto kept = check_protected(sources.incumbent, out.environment, config.environment.protect,
                                    allowed);
        !kept)
        return kept.error();
    out.change = compare_environments(sources, out.environment, config.environment);
    return out;
}

Result<Captured> capture_first(const Release& release, const Config& config,
                               const std::optional<std::string>& master_key,
                               const std::vector<std::string>& allowed) {
    auto environment = environment_file(config.environment.file);
    if (!environment)
        return environment.error();
    auto captured = guarded(first_candidate(release, config),
                            {.incumbent = *environment, .master_key = master_key}, config, allowed);
    if (captured) // nothing ran before
        captured->change = compare_environments({}, captured->environment, config.environment);
    return captured;
}

Result<Captured> capture_from(const Container& incumbent, const Image& image,
                              const Release& release, const Config& config,
                              const std::optional<std::string>& master_key,
                              const std::vector<std::string>& allowed) {
    auto spec = candidate_like(incumbent, image, release, config);
    if (!spec)
        return spec.error();
    return guarded(std::move(*spec),
                   {.incumbent = Environment::from_entries(incumbent.env),
                    .image_defaults = Environment::from_entries(image.env),
                    .master_key = master_key},
                   config, allowed);
}

} // namespace

Result<Captured> capture(const Release& release, const Config& config, Engine& engine,
                         const std::optional<std::string>& master_key,
                         const std::vector<std::string>& allowed) {
    if (!release.incumbent)
        return capture_first(release, config, master_key, allowed);
    auto incumbent = engine.inspect(release.incumbent->id);
    if (!incumbent)
        return incumbent.error();
    if (!*incumbent)
        return Error{Errc::precondition, "the incumbent " + release.incumbent->name +
                                             " is gone, and its environment with it"};
    auto image = engine.image((*incumbent)->image_id);
    if (!image)
        return image.error();
    // An image that was removed by force leaves no defaults to subtract.
    return capture_from(**incumbent, *image ? **image : Image{}, release, config, master_key,
                        allowed);
}

} // namespace deploy
