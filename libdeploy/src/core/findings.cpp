// SPDX-License-Identifier: MIT
#include "core/findings.hpp"

#include "core/backup_copies.hpp"
#include "core/backup_name.hpp"
#include "core/health.hpp"

#include <algorithm>

namespace deploy {
namespace {

Finding well(std::string check, std::string detail) {
    return {std::move(check), true, std::move(detail)};
}
Finding wrong(std::string check, std::string detail) {
    return {std::move(check), false, std::move(detail)};
}

int percent(std::int64_t total, std::int64_t available) {
    return total <= 0 ? 0 : static_cast<int>(((total - available) * 100 + total - 1) / total);
}

/// Of bytes or of inodes, whichever run out first; rounded up.
int used_percent(const DiskSpace& space) {
    return std::max(percent(space.total, space.available),
                    percent(space.inodes, space.inodes_available));
}

std::string state_of(const Container& container) {
    if (container.restarting)
        return "is restarting again and again, last with code " +
               std::to_string(container.exit_code);
    if (container.paused)
        return "is paused";
    if (!container.running)
        return "does not run (" + container.status + ", code " +
               std::to_string(container.exit_code) + ")" +
               (container.out_of_memory ? "; it was killed for memory" : "");
    return container.health == Health::unhealthy ? "is unhealthy by its own check" : "";
}

} // namespace

Finding judge_health_page(const Result<Answer>& answer, const Config& config) {
    if (!answer)
        return wrong("health", answer.error().message);
    const auto verdict = judge_health(*answer, config.health, {});
    if (!verdict.healthy())
        return wrong("health", config.health.path + ": " + verdict.why);
    return well("health", "answers " + std::to_string(answer->status));
}

Finding judge_keyword_page(const Result<Answer>& answer, const Config& config) {
    const auto& rules = config.monitor;
    if (!answer)
        return wrong("page", answer.error().message);
    if (const auto verdict = judge_page(*answer, rules.page); !verdict.healthy())
        return wrong("page", verdict.why);
    if (answer->body.find(rules.keyword) == std::string::npos)
        return wrong("page", rules.page + " does not contain '" + rules.keyword + "'");
    return well("page", rules.page + " answers " + std::to_string(answer->status));
}

Finding judge_container(std::string check, const std::string& name,
                        const Result<std::optional<Container>>& found) {
    if (!found)
        return wrong(std::move(check), found.error().message);
    if (!*found)
        return wrong(std::move(check), "there is no container " + name);
    const auto& container = **found;
    if (const auto state = state_of(container); !state.empty())
        return wrong(std::move(check), container.name + " " + state);
    return well(std::move(check), container.name + " runs");
}

Restarts restarts_of(const std::vector<Container>& containers) {
    Restarts out;
    for (const auto& container : containers)
        out[container.id] = container.restarts;
    return out;
}

Finding judge_restarts(const std::vector<Container>& containers, const Restarts& before) {
    std::string grown;
    for (const auto& container : containers) {
        const auto known = before.find(container.id);
        const int more = known == before.end() ? 0 : container.restarts - known->second;
        if (more > 0)
            grown += (grown.empty() ? "" : "; ") + container.name + " restarted " +
                     std::to_string(more) + (more == 1 ? " time" : " times") +
                     " since the last look";
    }
    auto out =
        grown.empty() ? well("restarts", "none since the last look") : wrong("restarts", grown);
    out.at_once = true; // one that restarts again and again is well in between
    return out;
}

Finding judge_disks(const std::vector<Disk>& disks, int most_percent) {
    const auto fullest = std::ranges::max_element(
        disks, {}, [](const Disk& disk) { return used_percent(disk.space); });
    if (fullest == disks.end())
        return wrong("disk", "no disk can be looked at");
    const auto percent = used_percent(fullest->space);
    const auto text =
        "the disk of " + fullest->path.string() + " is " + std::to_string(percent) + " % full";
    if (percent <= most_percent)
        return well("disk", text);
    return wrong("disk", text + ", more than " + std::to_string(most_percent) + " %");
}

Finding judge_certificate_report(std::string check, const Result<CertificateReport>& report) {
    if (!report)
        return wrong(std::move(check), report.error().message);
    return {std::move(check), report->state == CertificateState::ok, report->summary()};
}

Finding judge_copy(const std::vector<FileEntry>& files, const Config& config, Machine& machine,
                   std::chrono::system_clock::time_point now) {
    auto verdict = judge_copies(files, config, machine, now);
    return {"copy", verdict.well, std::move(verdict.detail)};
}

Finding judge_backups(const Result<std::vector<FileEntry>>& files, const Config& config,
                      std::chrono::system_clock::time_point now) {
    if (!files)
        return wrong("backup", "no backup: " + files.error().message);
    const auto newest = newest_backup(*files, config.database.name);
    if (!newest)
        return wrong("backup", "there is no backup in " + config.backup.directory.string());
    const std::chrono::hours oldest{config.monitor.backup_hours};
    const auto age = std::chrono::floor<std::chrono::seconds>(now - newest->taken);
    if (age < std::chrono::seconds{0})
        return wrong("backup", "the newest backup, " + newest->name + ", is of the future");
    const auto text = "the newest backup, " + newest->name + ", is " + outage_text(age) + " old";
    if (age <= oldest)
        return well("backup", text);
    return wrong("backup", text + ", more than " + std::to_string(oldest.count()) + " h");
}

} // namespace deploy
