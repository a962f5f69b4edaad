// SPDX-License-Identifier: MIT
#include <deploy/lifecycle.hpp>

namespace deploy {

std::string to_mermaid() {
    std::string out{"stateDiagram-v2\n    [*] --> pulling\n    [*] --> starting : rollback\n"};
    for (const auto& [from, to] : lifecycle)
        for (std::size_t event = 0; event < to.size(); ++event)
            if (to[event] != from)
                out.append("    ")
                    .append(to_string(from))
                    .append(" --> ")
                    .append(to_string(to[event]))
                    .append(" : ")
                    .append(event_names[event])
                    .append("\n");
    for (const auto terminal : {State::live, State::reverted, State::stuck})
        out.append("    ").append(to_string(terminal)).append(" --> [*]\n");
    return out;
}

} // namespace deploy
