// SPDX-License-Identifier: MIT
// Disk, time, backups, and what is left of the way of old.
#include "core/backup_copies.hpp"
#include "core/backup_name.hpp"
#include "operations/disk_places.hpp"
#include "operations/doctor/checks.hpp"
#include "operations/image_room.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace deploy {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> places(const Surroundings& host) {
    std::vector<fs::path> out;
    for (const auto& path :
         {host.config.state_directory, fs::path{docker_files}, host.config.backup.directory})
        if (auto found = existing(path, host.machine); std::ranges::find(out, found) == out.end())
            out.push_back(std::move(found));
    return out;
}

/// Judges how much of something is used; `cleanup` is what makes room.
Said judge_room(
    const Surroundings& host, const char* what,
    const std::function<std::pair<std::int64_t, std::int64_t>(const DiskSpace&)>& total_and_free) {
    constexpr std::int64_t full = 98;
    std::int64_t most = 0;
    fs::path where{"/"};
    for (const auto& place : places(host)) {
        const auto space = host.machine.disk(place);
        if (!space)
            continue;
        const auto [total, free] = total_and_free(*space);
        const auto used = total > 0 ? 100 - free * 100 / total : 0;
        if (used >= most) {
            most = used;
            where = place;
        }
    }
    const auto text = std::to_string(most) + "% of the " + what + " used at " + where.string();
    if (most < host.config.monitor.disk_percent)
        return ok(text);
    return {most < full ? CheckStatus::warn : CheckStatus::fail, text, "psyfit-deploy cleanup"};
}

bool calls_old_script(std::string_view workflow) {
    while (!workflow.empty()) {
        const auto line = workflow.substr(0, workflow.find('\n'));
        workflow.remove_prefix(std::min(line.size() + 1, workflow.size()));
        if (line.substr(0, line.find('#')).find("bin/deploy.sh") != std::string_view::npos)
            return true;
    }
    return false;
}

} // namespace

Said check_disk(const Surroundings& host) {
    return judge_room(host, "disk", [](const DiskSpace& space) {
        return std::pair{space.total, space.available};
    });
}

Said check_inodes(const Surroundings& host) {
    return judge_room(host, "inodes", [](const DiskSpace& space) {
        return std::pair{space.inodes, space.inodes_available};
    });
}

/// A new version's image is about as large as the one that serves, layers that both have included.
Said check_image_room(const Examination& host) {
    const auto* incumbent = host.incumbent();
    if (incumbent == nullptr)
        return skip("there is no container whose image could be measured");
    const auto room = image_room(*incumbent, host.ports.engine, host.machine);
    if (!room || room->needed <= 0)
        return skip("not known how large a second image would be");
    return room->fits() ? ok(room->text()) : warn(room->text(), "psyfit-deploy cleanup");
}

Said check_timezone(const Surroundings& host) {
    const auto& wanted = host.config.schedule.timezone;
    const auto zone = host.machine.timezone();
    if (!zone)
        return skip(zone.error().message);
    if (*zone == wanted)
        return ok(*zone);
    return warn("the host is in " + *zone + ", and the schedule means " + wanted,
                "timedatectl set-timezone " + wanted);
}

Said check_backup(const Surroundings& host) {
    if (!host.config.database.exists())
        return skip("the service has no database here");
    const auto& folder = host.config.backup.directory;
    const auto files = host.machine.files(folder);
    if (!files && !files.error().is(Errc::not_found))
        return skip(files.error().message);
    const auto newest =
        newest_backup(files ? *files : std::vector<FileEntry>{}, host.config.database.name);
    if (!newest)
        return warn("there is no backup of " + host.config.database.name + " in " + folder.string(),
                    "psyfit-deploy backup");
    if (newest->taken > host.now)
        return warn(newest->name + " is of the future", "date; psyfit-deploy backup");
    const auto age =
        std::chrono::duration_cast<std::chrono::hours>(host.now - newest->taken).count();
    const auto text = "the newest backup is " + std::to_string(age) + " hours old";
    if (age > host.config.monitor.backup_hours)
        return warn(text, "psyfit-deploy backup");
    if (host.config.storage.url.empty())
        return ok(text);
    const auto copy = judge_copies(*files, host.config, host.machine, host.now);
    return copy.well ? ok(text + "; " + copy.detail)
                     : warn(text + "; " + copy.detail, "psyfit-deploy backup");
}

Said check_workflows(const Surroundings& host) {
    const auto folder = host.config.source.checkout / ".github" / "workflows";
    const auto files = host.machine.files(folder);
    if (!files)
        return skip("the checkout has no workflows");
    for (const auto& file : *files) {
        if (!file.name.ends_with(".yml") && !file.name.ends_with(".yaml"))
            continue;
        const auto text = host.machine.read(folder / file.name);
        if (text && calls_old_script(*text))
            return warn(file.name + " still calls bin/deploy.sh, which updates a Puma that serves "
                                    "nobody",
                        "have it use the action: docs/github-action.md");
    }
    return ok("none calls bin/deploy.sh");
}

} // namespace deploy
