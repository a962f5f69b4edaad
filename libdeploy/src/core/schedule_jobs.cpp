// SPDX-License-Identifier: MIT
#include "core/schedule_jobs.hpp"

#include <algorithm>
#include <array>
#include <deploy/shell_words.hpp>

namespace deploy {
namespace {

/// A row of the guide's table.
struct Row {
    const char* name;
    const char* key; ///< Of the configuration.
    std::string Config::Schedule::*when;
    std::array<const char*, 2> words; ///< The second may be empty.
    const char* log;
    bool waits_for_nobody = false;
    bool until_it_works = false;
    const char* after = "";

    /// Whether the job is wanted at all.
    [[nodiscard]] bool applies(const Config& config) const {
        return !(config.schedule.*when).empty() &&
               (config.database.exists() || words[0] != std::string_view{"backup"});
    }
};

using S = Config::Schedule;
const std::array<Row, 6> rows{{
    {"monitor", "monitor", &S::monitor, {"monitor", ""}, "monitor"},
    {"backup", "backup", &S::backup, {"backup", ""}, "backup", true},
    {"drill", "drill", &S::drill, {"backup", "drill"}, "backup", true},
    // After a boot both may be due at once: the workers shall run then. So only that they run is
    // tried again; a pause that comes late would hold them all day.
    {"workers-on",
     "workers_on",
     &S::workers_on,
     {"workers", "resume"},
     "worker",
     false,
     true,
     "workers-off"},
    {"workers-off", "workers_off", &S::workers_off, {"workers", "pause"}, "worker"},
    {"cleanup", "cleanup", &S::cleanup, {"cleanup", ""}, "cleanup", true},
}};

/// Cron and systemd each have a meaning for some bytes; these have none to either.
bool is_plain_path(std::string_view text) {
    constexpr std::string_view marks = "/._+-";
    return std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_writable(std::string_view word) {
    return std::ranges::none_of(
        word, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

Result<> check_words(const ScheduleRequest& request, const Config& config) {
    if (!request.program.is_absolute() || !is_plain_path(request.program.string()))
        return Error{Errc::invalid_input,
                     "a schedule cannot name the program '" + request.program.string() + "'",
                     "install psyfit-deploy at a path of letters and digits, such as "
                     "/usr/local/bin/psyfit-deploy"};
    auto words = request.options;
    words.push_back(config.schedule.logs.string());
    for (const auto& word : words)
        if (!is_writable(word))
            return Error{Errc::invalid_input, "'" + word +
                                                  "' cannot stand in a schedule: it has a "
                                                  "backslash or a control character"};
    return {};
}

Result<Job> job_of(const Row& row, const Config& config, const ScheduleRequest& request) {
    const auto& when = config.schedule.*row.when;
    auto time = parse_cron_time(when);
    if (!time)
        return time.error().within(std::string{"schedule."} + row.key);
    Job job{.name = row.name,
            .when = when,
            .time = *time,
            .words = {request.program.string()},
            .log = config.schedule.logs / (std::string{"psyfit-"} + row.log + ".log"),
            .waits_for_nobody = row.waits_for_nobody,
            .until_it_works = row.until_it_works,
            .after = row.after};
    job.words.insert(job.words.end(), request.options.begin(), request.options.end());
    for (const std::string word : row.words)
        if (!word.empty())
            job.words.push_back(word);
    return job;
}

} // namespace

std::vector<std::string> job_names() {
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const auto& row : rows)
        out.emplace_back(row.name);
    return out;
}

Result<std::vector<Job>> jobs_of(const Config& config, const ScheduleRequest& request) {
    if (auto checked = check_words(request, config); !checked)
        return checked.error();
    std::vector<Job> out;
    for (const auto& row : rows) {
        if (!row.applies(config))
            continue;
        auto job = job_of(row, config, request);
        if (!job)
            return job.error();
        out.push_back(std::move(*job));
    }
    return out;
}

std::string crontab_command(const Job& job) { return shell_line(job.words); }

// To cron a `%` is a line end, unless it has a backslash before it.
std::string crontab_line(const Job& job) {
    std::string command;
    for (const char c : crontab_command(job) + " >>" + shell_quoted(job.log.string()) + " 2>&1")
        command += c == '%' ? std::string{"\\%"} : std::string{c};
    return job.when + ' ' + command;
}

std::vector<std::string> crontab_lines(const std::vector<Job>& jobs) {
    std::vector<std::string> out;
    for (const auto& job : jobs) {
        out.push_back("# " + job.name);
        out.push_back(crontab_line(job));
    }
    return out;
}

} // namespace deploy
