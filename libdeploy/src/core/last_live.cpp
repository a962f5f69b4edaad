// SPDX-License-Identifier: MIT
#include "core/last_live.hpp"

#include <set>

namespace deploy {

std::map<std::string, std::string> last_live(std::span<const Record> records) {
    std::map<std::string, std::string> out;
    std::set<std::string> failed; // candidates that a stuck deployment left in the route
    for (const auto& record : records) {
        if (record.state == State::stuck && !out.contains(record.release.candidate_id))
            failed.insert(record.release.candidate_id);
        if (record.state != State::live)
            continue;
        if (const auto& was = record.release.incumbent; was && !failed.contains(was->id))
            out[was->id] = record.at;
        out[record.release.candidate_id] = record.at;
        failed.erase(record.release.candidate_id);
    }
    return out;
}

} // namespace deploy
