// SPDX-License-Identifier: MIT
#include "adapters/setup_memory.hpp"
#include "operations/live_container.hpp"
#include "operations/setup_parts.hpp"
#include "operations/situation.hpp"

#include <deploy/history.hpp>
#include <deploy/shell_words.hpp>
#include <deploy/verdict.hpp>

namespace deploy {
namespace {

/// Whether a deployment began and nobody knows its end.
Result<bool> unfinished(const SetupContext& context) {
    const auto records = context.ports.journal.read();
    if (!records)
        return records.error();
    const auto entries = history(*records);
    return !entries.empty() && !is_terminal(entries.front().state);
}

/// What the first version is deployed with: the database is empty, so that it takes a migration
/// also where ordinary deployments run none.
Config for_first(const Config& config) {
    auto out = config;
    out.environment.file = config.setup.secrets;
    if (out.release.command.empty())
        out.release.command = config.setup.migrate;
    return out;
}

/// Who relies on migrations in later deployments learns now that there are none.
std::string with_migrations(std::string text, const Config& config) {
    const auto command = for_first(config).release.command;
    text += command.empty() ? "; no migration is run" : "; migrated by " + shell_line(command);
    if (config.release.command.empty())
        text += "; later deployments run none, since release.command is empty";
    return text;
}

Result<> finish_former(const SetupContext& context) {
    const auto recovered =
        recover(for_first(context.config), context.ports, {}, context.observer, context.stop);
    if (!recovered)
        return recovered.error();
    return recovered->trouble ? Result<>{*recovered->trouble} : Result<>{};
}

Result<SetupPart> deploy_first(const SetupContext& context) {
    if (!context.config.setup.seed.empty())
        if (auto noted = SetupMemory{context.config}.remember(Seed::wanted); !noted)
            return noted.error();
    const auto config = for_first(context.config);
    RunOptions options;
    options.intent.first = true;
    const auto outcome = deploy(config, context.ports, options, context.observer, context.stop);
    if (!outcome)
        return outcome.error();
    if (outcome->state != State::live)
        return context.config.release.command.empty() && outcome->turned_back_in == State::releasing
                   ? failure_of(*outcome).within("setup.migrate")
                   : failure_of(*outcome);
    return context.done(with_migrations(outcome->release.candidate, context.config));
}

Error seed_failed(const CommandEnd& end) {
    return {Errc::precondition,
            "the seed ended with exit code " + std::to_string(end.exit_code) +
                "; the first version is live, and its database has what the seed did so far" +
                (end.errors.empty() ? std::string{} : ":\n" + end.errors),
            "mend what it says, then: psyfit-deploy setup"};
}

Result<> run_seed(const SetupContext& context, const std::string& container) {
    const auto lines = [&](std::string_view text) -> Result<> {
        while (!text.empty()) {
            const auto line = text.substr(0, text.find('\n'));
            context.observer.on_output(line);
            text.remove_prefix(std::min(line.size() + 1, text.size()));
        }
        return {};
    };
    const auto ended = context.ports.exec.run({.container = container,
                                               .arguments = context.config.setup.seed,
                                               .output = lines,
                                               .timeout = context.config.release.timeout,
                                               .stop = context.stop});
    if (!ended)
        return ended.error();
    return ended->exit_code == 0 ? Result<>{} : seed_failed(*ended);
}

} // namespace

std::optional<Container> serving_now(const SetupContext& context) {
    const auto situation = look_around(context.config, context.ports);
    return situation ? situation->incumbent : std::nullopt;
}

Result<SetupPart> set_up_release(const SetupContext& context) {
    if (!context.only_told()) {
        const auto left = unfinished(context);
        if (!left)
            return left.error();
        if (*left)
            if (auto finished = finish_former(context); !finished)
                return finished.error();
    }
    if (const auto serving = serving_now(context))
        return kept(serving->name);
    if (context.only_told()) {
        if (const auto head = context.ports.source.head(); !head)
            return head.error(); // there is nothing to build it of
        return context.done(with_migrations("the first version, with the environment of " +
                                                context.config.setup.secrets.string(),
                                            context.config));
    }
    return deploy_first(context);
}

Result<SetupPart> set_up_seed(const SetupContext& context) {
    if (context.config.setup.seed.empty())
        return left_out("setup.seed is empty");
    const SetupMemory memory{context.config};
    const auto seed = memory.seed();
    if (!seed)
        return seed.error();
    if (*seed == Seed::done)
        return kept("done before");
    if (!*seed && serving_now(context))
        return left_out("the service was not put live by setup");
    if (context.only_told())
        return context.done("once, in the first version");
    if (!*seed)
        return left_out("nothing serves");
    const auto container = live_container(context.config, context.ports);
    if (!container)
        return container.error();
    if (auto ran = run_seed(context, container->id); !ran)
        return ran.error();
    if (auto noted = memory.remember(Seed::done); !noted)
        return noted.error();
    return context.done("in " + container->name);
}

} // namespace deploy
