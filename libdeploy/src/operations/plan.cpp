// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/capture.hpp"
#include "operations/begin.hpp"
#include "operations/image_room.hpp"
#include "operations/memory.hpp"
#include "operations/unfinished.hpp"
#include "steps/master_key.hpp"

#include <deploy/plan.hpp>

namespace deploy {
namespace {

Result<Commit> choose(const Intent& intent, Source& source, const std::stop_token& stop) {
    if (intent.pull)
        if (auto fetched = source.fetch(stop); !fetched)
            return fetched.error();
    return intent.pull || intent.reference ? source.resolve(intent.reference) : source.head();
}

Result<> plan_commit(Plan& out, const Config& config, Ports ports, const Intent& intent,
                     const std::stop_token& stop) {
    auto commit = choose(intent, ports.source, stop);
    if (!commit)
        return commit.error();
    auto& release = out.release;
    release.revision = commit->id;
    release.image = config.build.image + ":" + commit->id.substr(0, 12);
    auto key = read_configured_master_key(config);
    if (!key)
        return key.error();
    if (auto proven = prove_configured_master_key(*key, commit->id, ports.source, config); !proven)
        return proven.error();
    constexpr std::size_t most = 50;
    auto commits = ports.source.between(release.incumbent ? release.incumbent->revision : "",
                                        commit->id, most);
    if (!commits)
        return commits.error();
    out.commits = std::move(*commits);
    return {};
}

Result<> plan_image(Plan& out, Ports ports, const Intent& intent) {
    if (intent.image)
        out.release.image = *intent.image;
    auto image = ports.engine.image(out.release.image);
    if (!image)
        return image.error();
    const std::optional<Image>& found = *image;
    const auto revision = found ? revision_of(found->labels) : std::string{};
    out.image_exists = found && !intent.rebuild && revision == out.release.revision;
    if (!intent.image)
        return {};
    if (!found)
        return Error{Errc::precondition, "there is no image '" + *intent.image + "' on this host",
                     "docker images"};
    out.image_exists = true;
    out.release.revision = revision;
    return {};
}

Result<> plan_candidate(Plan& out, const Config& config, Ports ports, const Intent& intent) {
    auto key = read_configured_master_key(config);
    if (!key)
        return key.error();
    out.release.candidate = candidate_name(out.release);
    auto captured =
        capture(out.release, config, ports.engine, *key, intent.allowed_environment_changes);
    if (!captured)
        return captured.error();
    out.settings = describe(captured->spec);
    out.release.environment = std::move(captured->change);
    return {};
}

Result<> plan_memory(Plan& out, const Situation& situation, Engine& engine) {
    auto info = engine.info();
    if (!info)
        return info.error();
    auto memory = memory_for_two(situation, *info, engine);
    if (!memory)
        return memory.error();
    out.memory_needed = memory->needed;
    out.memory_available = memory->available;
    if (!out.fits())
        out.warnings.emplace_back(memory_is_short);
    return {};
}

void plan_image_room(Plan& out, const Situation& situation, Ports ports) {
    if (out.image_exists || !situation.incumbent)
        return;
    if (auto doubt = doubt_of_image_room(*situation.incumbent, ports.engine, ports.machine);
        !doubt.empty())
        out.warnings.push_back(std::move(doubt));
}

/// What the deployment would do before it begins.
Result<> plan_recovery(Plan& out, Journal& journal) {
    const auto records = journal.read();
    if (!records)
        return records.error();
    if (const auto last = left_over(*records))
        out.warnings.push_back(what_is_left(*last) + "; it is finished first");
    return {};
}

} // namespace

Result<Plan> plan(const Config& config, Ports ports, const Intent& intent,
                  const std::stop_token& stop) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto begun = begin_deploy(*situation, config, ports, intent);
    if (!begun)
        return begun.error();
    Plan out{.release = std::move(begun->release)};
    if (auto planned = plan_recovery(out, ports.journal); !planned)
        return planned.error();
    if (!intent.image)
        if (auto planned = plan_commit(out, config, ports, intent, stop); !planned)
            return planned.error();
    if (auto planned = plan_image(out, ports, intent); !planned)
        return planned.error();
    if (auto planned = plan_candidate(out, config, ports, intent); !planned)
        return planned.error();
    if (auto planned = plan_memory(out, *situation, ports.engine); !planned)
        return planned.error();
    plan_image_room(out, *situation, ports);
    return out;
}

} // namespace deploy
