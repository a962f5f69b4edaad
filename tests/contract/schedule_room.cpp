// SPDX-License-Identifier: MIT
#include "contract/schedule_room.hpp"

#include <cstdlib>
#include <grp.h>
#include <iostream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy::test {

namespace fs = std::filesystem;

ScheduleRoom::ScheduleRoom() {
    const auto crontabs = folder_.path() / "crontabs";
    fs::create_directory(crontabs);
    fs::create_directory(units());
    const auto* const group = ::getgrnam("crontab");
    if (group == nullptr || ::chown(crontabs.c_str(), 0, group->gr_gid) != 0 ||
        ::chmod(crontabs.c_str(), 01730) != 0)
        throw std::runtime_error{"the folder of crontabs cannot be made"};
}

bool ScheduleRoom::possible() {
    const auto tried = test::run({"unshare", "--mount", "true"});
    if (tried.exit_code == 0 && ::getgrnam("crontab") != nullptr)
        return true;
    std::cout << "[skipped] no mount namespace, or no crontab: " << tried.err << std::endl;
    return false;
}

void ScheduleRoom::set_timezone(const std::string& name) {
    fs::copy_file("/usr/share/zoneinfo/" + name, folder_.path() / "timezone",
                  fs::copy_options::overwrite_existing);
}

void ScheduleRoom::start_systemd() {
    fs::create_directories(folder_.path() / "systemd" / "system");
    fs::create_directory(folder_.path() / "bin");
    fs::create_symlink(DEPLOY_TEST_SYSTEMCTL, folder_.path() / "bin" / "systemctl");
}

std::string ScheduleRoom::calls() const {
    const auto file = folder_.path() / "calls";
    return fs::exists(file) ? read_file(file) : std::string{};
}

Finished ScheduleRoom::run(const Words& words, const fs::path& input) const {
    Words all{DEPLOY_TEST_ROOM, folder_.path().string()};
    all.insert(all.end(), words.begin(), words.end());
    const auto path = (folder_.path() / "bin").string() + ':' + std::getenv("PATH");
    return test::run(all,
                     {.input = input,
                      .environment = {{"PATH", path},
                                      {"STAND_IN_CALLS", (folder_.path() / "calls").string()},
                                      {"STAND_IN_TIMERS", (folder_.path() / "timers").string()}}});
}

Finished ScheduleRoom::deploy(const Words& words) const {
    const auto config = folder_.path() / "deploy.json";
    write_file(config, R"({"service": "psyfit-test-web"})");
    Words all{DEPLOY_TEST_CLI};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--config", config.string()});
    return run(all);
}

void ScheduleRoom::set_crontab(const std::string& text) const {
    const auto file = folder_.path() / "crontab";
    write_file(file, text);
    if (const auto done = run({"crontab", "-"}, file); done.exit_code != 0)
        throw std::runtime_error{"crontab refuses: " + done.err};
}

std::string ScheduleRoom::crontab() const {
    auto text = read_file(folder_.path() / "crontabs" / output_of({"id", "-un"}));
    for (int heading = 0; heading < 3; ++heading) // cron's own lines
        text.erase(0, text.find('\n') + 1);
    return text;
}

} // namespace deploy::test
