// SPDX-License-Identifier: MIT
#include "../console/own_command.hpp"
#include "../signals.hpp"
#include "commands.hpp"
#include "display.hpp"

#include <deploy/event_reader.hpp>
#include <deploy/run_log.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

/// Follows until the end, the user's wish, or a reader that is gone.
Result<RunEnd> follow(const Session& session, const Config& config, Ports ports, Observer& observer,
                      const std::function<void(std::string_view)>& line) {
    const Signals signals{
        followed_by(session.own_command() + " attach " + *session.options.id)}; // before any thread
    std::stop_source enough;
    const std::stop_callback wished{signals.token(), [&] { enough.request_stop(); }};
    EventReader reader{observer};
    const auto take = [&](std::string_view text) {
        line(text);
        if (!reader.feed(text) || !session.out)
            enough.request_stop();
    };
    const auto followed = follow_run(config, ports, *session.options.id, session.options.from, take,
                                     enough.get_token());
    if (reader.end())
        return *reader.end();
    if (!followed)
        return followed.error();
    return Error{Errc::corrupt, "the events of run " + *session.options.id + " have no end"};
}

ExitCode follow_as_json(const Session& session, const Config& config, Ports ports,
                        const SafeText& safe) {
    Observer nobody;
    const auto own = session.own_command();
    const auto end = follow(session, config, ports, nobody, [&](std::string_view text) {
        session.out << calling_in_json(text, own) << std::endl;
    });
    return end ? end->code : fail(session, end.error(), {}, safe);
}

ExitCode follow_on_screen(const Session& session, const Config& config, Ports ports,
                          const SafeText& safe) {
    Display display{session, safe};
    const auto end =
        follow(session, config, ports, display.observer(), [](std::string_view /*text*/) {});
    return display.conclude(end ? *end : run_end(end.error(), {}));
}

} // namespace

ExitCode run_attach(const Session& session) {
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   return session.options.json ? follow_as_json(session, config, ports, safe)
                                               : follow_on_screen(session, config, ports, safe);
               });
}

} // namespace deploy::cli
