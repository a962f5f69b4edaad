// SPDX-License-Identifier: MIT
#include "workers_text.hpp"

#include "format.hpp"
#include "sheet.hpp"

#include <ostream>

namespace deploy::cli {
namespace {

std::string state_of(const WorkerQueue& queue) {
    if (!queue.paused)
        return "unknown";
    return *queue.paused ? "paused" : "running";
}

std::string remark_on(const WorkerQueue& queue, const WorkersReport& report, const SafeText& safe) {
    if (!queue.error.empty())
        return "failed: " + safe(queue.error);
    if (report.action == WorkersAction::look)
        return {};
    if (report.dry_run)
        return queue.as_wanted(report.action)          ? "stays as it is"
               : report.action == WorkersAction::pause ? "would be paused"
                                                       : "would be resumed";
    if (!queue.as_wanted(report.action))
        return "failed: somebody else changed it back";
    return queue.was_paused == *queue.paused ? "was so before" : "";
}

} // namespace

void print_workers(std::ostream& out, const WorkersReport& report, const SafeText& safe,
                   const Terminal& terminal) {
    if (report.workers.queues.empty()) {
        out << "No queues found in " << safe(report.workers.container) << std::endl;
        return;
    }
    std::vector<std::vector<std::string>> rows{{"queue", "state", "waiting", ""}};
    for (const auto& queue : report.workers.queues)
        rows.push_back({safe(queue.name), state_of(queue), format_count(queue.waiting),
                        remark_on(queue, report, safe)});
    print_table(out, rows, terminal);
    out.flush();
}

} // namespace deploy::cli
