// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <deploy/service_log.hpp>
#include <ostream>
#include <sstream>

namespace deploy::cli {
namespace {

boost::json::array lines_of(const std::string& text) {
    boost::json::array out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        out.emplace_back(line);
    return out;
}

} // namespace

ExitCode run_logs(const Session& session) {
    const auto& options = session.options;
    return ask(
        session, [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
            const auto log =
                service_log(config, ports, options.container, static_cast<int>(options.limit));
            if (!log)
                return log.error();
            const auto& [container, text] = *log;
            if (options.json)
                print_json(session,
                           {{"container", container.name},
                            {"id", container.id},
                            {"lines", lines_of(text)}},
                           safe);
            else
                session.out << safe(text) << (text.empty() || text.ends_with('\n') ? "" : "\n")
                            << std::flush;
            return ExitCode::done;
        });
}

} // namespace deploy::cli
