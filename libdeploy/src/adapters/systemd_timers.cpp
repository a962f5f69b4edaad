// SPDX-License-Identifier: MIT
#include "adapters/systemd_timers.hpp"

#include "adapters/captured_run.hpp"
#include "adapters/durable_file.hpp"
#include "core/line_diff.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy {
namespace {

constexpr mode_t readable_by_all = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;

/// A folder that goes with its owner.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "psyfit-units.XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr)
            path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty())
            std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string value_of(const std::string& line, std::string_view key) {
    return line.starts_with(key) ? line.substr(key.size()) : std::string{};
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines)
        out += (out.empty() ? "" : "\n") + line;
    return out;
}

} // namespace

bool SystemdTimers::running() {
    std::error_code unreadable;
    return std::filesystem::is_directory(place_.sign, unreadable);
}

Result<std::optional<std::string>> SystemdTimers::read(std::string_view name) {
    constexpr std::size_t most = std::size_t{1} << 20U;
    const auto file = place_.units / name;
    const FileDescriptor fd{
        ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!fd && errno == ENOENT)
        return std::optional<std::string>{};
    if (!fd && errno == ELOOP)
        return Error{Errc::conflict, file.string() + " is a link: the unit is masked, or not ours",
                     "systemctl unmask " + std::string{name}};
    if (!fd)
        return system_error("open", file);
    auto text = read_all(fd, file, most);
    if (!text)
        return text.error();
    return std::optional{std::move(*text)};
}

Result<std::vector<std::string>> SystemdTimers::systemctl(std::vector<std::string> arguments) {
    const auto what = arguments.front();
    const auto said = run_captured({.program = place_.systemctl,
                                    .arguments = std::move(arguments),
                                    .environment = {{"LC_ALL", "C"}},
                                    .timeout = std::chrono::seconds{60}});
    if (!said)
        return said.error();
    if (said->exit_code != 0)
        return Error{Errc::refused,
                     "systemctl " + what + " failed: " + joined(text_lines(said->errors)),
                     "run this as root, or take the crontab: psyfit-deploy schedule install "
                     "--crontab"};
    return text_lines(said->output);
}

Result<> SystemdTimers::for_each(std::vector<std::string> arguments,
                                 const std::vector<std::string>& names) {
    if (names.empty())
        return {};
    arguments.insert(arguments.end(), names.begin(), names.end());
    if (const auto said = systemctl(std::move(arguments)); !said)
        return said.error();
    return {};
}

Result<std::set<std::string>> SystemdTimers::active(const std::vector<std::string>& timers) {
    std::vector<std::string> arguments{"show", "--property=Id,ActiveState,UnitFileState"};
    arguments.insert(arguments.end(), timers.begin(), timers.end());
    auto lines = systemctl(std::move(arguments));
    if (!lines)
        return lines.error();
    lines->emplace_back(); // an empty line ends each of them
    std::set<std::string> out;
    std::string id;
    std::string state;
    std::string file;
    for (const auto& line : *lines) {
        if (line.empty()) {
            if (state == "active" && file == "enabled")
                out.insert(id);
            id.clear();
            state.clear();
            file.clear();
        }
        id += value_of(line, "Id=");
        state += value_of(line, "ActiveState=");
        file += value_of(line, "UnitFileState=");
    }
    return out;
}

Result<> SystemdTimers::check(const std::map<std::string, std::string>& units) {
    const ScratchFolder scratch;
    if (units.empty() || scratch.path().empty())
        return {};
    std::vector<std::string> arguments{"verify", "--man=no"};
    for (const auto& [name, text] : units) {
        const auto file = scratch.path() / name;
        std::ofstream{file} << text;
        arguments.push_back(file.string());
    }
    const auto said = run_captured({.program = place_.analyze,
                                    .arguments = std::move(arguments),
                                    .environment = {{"LC_ALL", "C"}},
                                    .timeout = std::chrono::seconds{60}});
    if (!said)
        return said.error().is(Errc::not_found) ? Result<>{} : said.error();
    // It also speaks of units of others; and its exit code tells of the worst faults only.
    std::vector<std::string> faults;
    for (const auto& line : text_lines(said->errors))
        if (std::ranges::any_of(units, [&](const auto& unit) {
                return line.find(unit.first) != std::string::npos;
            }))
            faults.push_back(line);
    if (faults.empty())
        return {};
    return Error{Errc::precondition, "systemd does not take the units: " + joined(faults)};
}

Result<> SystemdTimers::write(const FileDescriptor& folder, const std::string& name,
                              std::string_view text) {
    const auto fresh = '.' + name + ".new";
    const auto file = place_.units / name;
    ::unlinkat(folder.get(), fresh.c_str(), 0); // of a call that was cut off
    const FileDescriptor fd{::openat(folder.get(), fresh.c_str(),
                                     O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                     readable_by_all)};
    if (!fd || ::fchmod(fd.get(), readable_by_all) != 0)
        return system_error("write", file);
    if (auto written = write_at_end(fd, file, 0, text, Outlives::machine); !written)
        return written;
    if (::renameat(folder.get(), fresh.c_str(), folder.get(), name.c_str()) != 0)
        return system_error("replace", file);
    return {};
}

Result<> SystemdTimers::change_files(const UnitChange& change) {
    const FileDescriptor folder{::open(place_.units.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder)
        return system_error("open", place_.units);
    for (const auto& [name, text] : change.written)
        if (auto written = write(folder, name, text); !written)
            return written;
    for (const auto& name : change.removed)
        if (::unlinkat(folder.get(), name.c_str(), 0) != 0 && errno != ENOENT)
            return system_error("remove", place_.units / name);
    return sync_directory(folder, place_.units);
}

Result<> SystemdTimers::change(const UnitChange& change) {
    if (auto stopped = for_each({"disable", "--now"}, change.stopped); !stopped)
        return stopped;
    if (auto changed = change_files(change); !changed)
        return changed;
    if (const auto reloaded = systemctl({"daemon-reload"}); !reloaded)
        return reloaded.error();
    if (auto enabled = for_each({"enable"}, change.started); !enabled)
        return enabled;
    return for_each({"restart"}, change.started);
}

} // namespace deploy
