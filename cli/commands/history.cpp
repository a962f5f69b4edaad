// SPDX-License-Identifier: MIT
#include <deploy/history.hpp>

#include "../console/report.hpp"
#include "commands.hpp"

#include <deploy/json.hpp>

namespace deploy::cli {

ExitCode run_history(const Session& session) {
    return ask(
        session,
        [&](const Config& /*config*/, Ports ports, const SafeText& safe) -> Result<ExitCode> {
            const auto records = ports.journal.read();
            if (!records)
                return records.error();
            auto entries = history(*records);
            if (entries.size() > session.options.limit)
                entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(session.options.limit),
                              entries.end());
            if (session.options.json) {
                boost::json::array list;
                for (const auto& entry : entries)
                    list.push_back(to_json(entry));
                print_json(session, {{"deployments", std::move(list)}}, safe);
            } else
                print_history(session.out, entries, safe, session.out_terminal);
            return ExitCode::done;
        });
}

} // namespace deploy::cli
