// SPDX-License-Identifier: MIT
#include "core/systemd_units.hpp"

#include <algorithm>

namespace deploy {
namespace {

std::string heading(std::string_view service) {
    return "# psyfit-deploy's schedule of " + std::string{service} + ':';
}

std::string first_lines(const Job& job, const Config& config) {
    return heading(config.service) +
           " `schedule install` writes this file, `schedule remove` takes it away.\n"
           "[Unit]\nDescription=psyfit-deploy: " +
           job.name + " of " + config.service + '\n';
}

std::string service_text(const Job& job, const Config& config) {
    std::string out = first_lines(job, config) + "Wants=network-online.target\n"
                                                 "After=network-online.target docker.service";
    if (!job.after.empty())
        out += ' ' + unit_name(config.service, job.after) + ".service";
    out += '\n';
    if (job.until_it_works)
        out += "StartLimitIntervalSec=0\n"; // for as long as it takes
    out += "\n[Service]\nType=oneshot\nExecStart=";
    for (const auto& word : job.words)
        out += (&word == &job.words.front() ? "" : " ") + systemd_word(word);
    out += '\n';
    if (job.until_it_works) // after a boot the container may not serve yet
        out += "Restart=on-failure\nRestartSec=60\n";
    return out;
}

std::string timer_text(const Job& job, const Config& config) {
    std::string out = first_lines(job, config) + "\n[Timer]\n";
    for (const auto& event : calendar_events(job.time, config.schedule.timezone))
        out += "OnCalendar=" + event + '\n';
    out += job.waits_for_nobody ? "RandomizedDelaySec=5min\n" : "AccuracySec=1s\n";
    return out + "Persistent=true\n\n[Install]\nWantedBy=timers.target\n";
}

} // namespace

std::string unit_name(std::string_view service, std::string_view job) {
    return "psyfit-deploy-" + std::string{service} + '-' + std::string{job};
}

std::map<std::string, std::string> units_of(const Job& job, const Config& config) {
    const auto name = unit_name(config.service, job.name);
    return {{name + ".service", service_text(job, config)},
            {name + ".timer", timer_text(job, config)}};
}

bool is_unit_of(std::string_view text, std::string_view service) {
    return text.starts_with(heading(service));
}

std::string systemd_word(const std::string& word) {
    constexpr std::string_view marks = "/._+-@:=,";
    const bool plain = !word.empty() && std::ranges::all_of(word, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
    if (plain)
        return word;
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\')
            out += '\\';
        else if (c == '%' || c == '$')
            out += c;
        out += c;
    }
    return out + '"';
}

} // namespace deploy
