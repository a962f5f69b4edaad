// SPDX-License-Identifier: MIT
#include "operations/setup_server.hpp"

#include "core/setup_specs.hpp"

namespace deploy {
namespace {

constexpr std::chrono::seconds time_to_answer{60};
constexpr std::chrono::milliseconds pause{200};
constexpr int log_lines = 20;

std::string with(std::string text, const std::vector<std::string>& remarks) {
    for (const auto& remark : remarks)
        text += "; " + remark;
    return text;
}

Result<Image> provide_image(const SetupContext& context, const std::string& reference) {
    auto& engine = context.ports.engine;
    auto image = engine.image(reference);
    if (!image)
        return image.error();
    if (*image)
        return **image;
    context.observer.on_note("fetching the image " + reference);
    if (auto pulled = engine.pull(reference, context.stop); !pulled)
        return pulled.error();
    image = engine.image(reference);
    if (!image)
        return image.error();
    if (!*image)
        return Error{Errc::not_found, "the engine fetched " + reference + " and does not have it"};
    return **image;
}

Error silent(const SetupContext& context, const Container& container, const Error& last) {
    const auto log = context.ports.engine.logs(container.id, log_lines);
    return {Errc::precondition,
            container.name + " does not answer: " + last.message +
                (log && !log->empty() ? "\nits last lines:\n" + *log : std::string{}),
            "docker logs " + container.name};
}

Error stranger(const SetupServer& server, const Container& container, const Error& why) {
    return {Errc::conflict,
            server.name + " is a container of " + container.image + " and no " + server.kind +
                ", so it was left as it is: " + why.message,
            "docker rename " + server.name + " ANOTHER-NAME, or set " + server.key +
                "; then psyfit-deploy setup"};
}

using Question = std::function<Result<>(const Container&)>;

/// Asks until it answers, ends, or time is up.
Result<> await(const SetupContext& context, const SetupServer& server, const std::string& id,
               const Question& answers) {
    auto& clock = context.ports.clock;
    const auto deadline = clock.now() + time_to_answer;
    while (true) {
        const auto container = context.ports.engine.inspect(id);
        if (!container)
            return container.error();
        if (!*container)
            return Error{Errc::precondition, server.name + " was removed meanwhile"};
        auto answered = answers(**container);
        if (answered)
            return {};
        if (answered.error().is(Errc::conflict) && (*container)->steady())
            return stranger(server, **container, answered.error());
        if (context.stop.stop_requested())
            return Error{Errc::cancelled, "stopped while waiting for " + server.name};
        const bool over = (*container)->status == "exited" || (*container)->restarts > 2;
        if (over || clock.now() >= deadline)
            return silent(context, **container, answered.error());
        clock.sleep_for(pause, context.stop);
    }
}

Result<> start(const SetupContext& context, const SetupServer& server, const std::string& id) {
    if (auto started = context.ports.engine.start(id); !started)
        return started.error();
    return await(context, server, id, server.answers);
}

Result<SetupPart> make(const SetupContext& context, const SetupServer& server) {
    if (context.only_told()) {
        const auto image = context.ports.engine.image(server.image);
        if (!image)
            return image.error();
        return context.done(server.name + " of " + server.image +
                            (*image ? "" : ", which would be fetched"));
    }
    const auto image = provide_image(context, server.image);
    if (!image)
        return image.error();
    const auto spec = server.spec(*image);
    if (!spec)
        return spec.error();
    const auto id = context.ports.engine.create(*spec);
    if (!id)
        return id.error();
    if (auto started = start(context, server, *id); !started)
        return started.error();
    return context.done(server.name + " of " + server.image);
}

/// What runs under the name; a dry run does not wait for it.
Result<> prove(const SetupContext& context, const SetupServer& server, const Container& container) {
    if (!context.only_told())
        return await(context, server, container.id, server.is_such);
    const auto answered = server.is_such(container);
    return !answered && answered.error().is(Errc::conflict)
               ? stranger(server, container, answered.error())
               : Result<>{};
}

/// One that is there is started where it is not, and else left as it is.
Result<SetupPart> keep(const SetupContext& context, const SetupServer& server,
                       const Container& container) {
    auto image = context.ports.engine.image(container.image_id);
    if (!image)
        return image.error();
    const auto spec = server.spec(*image ? **image : Image{});
    const auto remarks = spec ? differences(container, *spec) : std::vector<std::string>{};
    if (container.running) {
        if (auto proven = prove(context, server, container); !proven)
            return proven.error();
        return kept(with(server.name, remarks));
    }
    if (!context.only_told())
        if (auto started = start(context, server, container.id); !started)
            return started.error();
    return context.done(with("start " + server.name, remarks));
}

} // namespace

Result<SetupPart> set_up_server(const SetupContext& context, const SetupServer& server) {
    const auto found = context.ports.engine.inspect(server.name);
    if (!found)
        return found.error();
    return *found ? keep(context, server, **found) : make(context, server);
}

} // namespace deploy
