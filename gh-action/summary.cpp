// SPDX-License-Identifier: MIT
#include "console/format.hpp"
#include "markdown.hpp"
#include "result.hpp"
#include "run_words.hpp"

#include <algorithm>
#include <deploy/verdict.hpp>
#include <span>

namespace deploy::action {
namespace {

constexpr std::size_t longest_message = 60'000;
constexpr std::size_t longest_command = 10'000;
constexpr std::size_t most_names = 200;
constexpr std::size_t most_commits = 100;

std::string code(std::string_view text) { return "<code>" + plain(text) + "</code>"; }

std::string headline(const Report& report) {
    const auto result = result_of(report.end);
    const auto service = report.end.outcome ? plain(report.end.outcome->release.service)
                                            : std::string{"the service"};
    if (result == "deployed")
        return "✅ A new version of " + service + " is live";
    if (result == "rolled_back")
        return "⏪ " + service + " was rolled back";
    if (result == "reverted")
        return "↩️ The new version of " + service + " was turned back";
    if (result == "cancelled")
        return "🚫 The deployment of " + service + " was cancelled";
    if (result == "unknown")
        return "❓ What became of the deployment is not known";
    return "❌ The deployment of " + service + " failed";
}

std::string row(std::string_view name, const std::string& value) {
    return value.empty() ? std::string{} : "| " + std::string{name} + " | " + value + " |\n";
}

std::string traffic(const ProbeCounts& counts) {
    if (counts.sent == 0)
        return {};
    return cli::format_count(counts.sent) + " sent, **" + cli::format_count(counts.failed) +
           " lost**, longest gap " + cli::format_duration(counts.longest_gap);
}

std::string and_more(std::size_t count, std::size_t shown) {
    return count <= shown ? std::string{} : " and " + std::to_string(count - shown) + " more";
}

std::string names(const std::vector<std::string>& keys) {
    std::string out;
    for (const auto& key : std::span{keys}.first(std::min(keys.size(), most_names)))
        out += (out.empty() ? "" : ", ") + code(key);
    return out + and_more(keys.size(), most_names);
}

std::string receipt(const Outcome& outcome) {
    const auto& release = outcome.release;
    const bool live = outcome.state == State::live;
    std::string out = "| | |\n|---|---|\n";
    if (live) {
        out += row("serves now", code(release.candidate));
        out += row("commit", code(release.revision));
        out += row("image", code(release.image));
    } else {
        out += row("serves now", plain(what_serves(outcome)));
    }
    if (release.incumbent)
        out += row("before", code(release.incumbent->name) + " " +
                                 code(short_revision(release.incumbent->revision)));
    out += row("duration", cli::format_duration(outcome.receipt.total));
    out += row("requests of the prober", traffic(outcome.receipt.traffic));
    if (live) {
        out += row("environment added", names(release.environment.added));
        out += row("environment changed", names(release.environment.changed));
        out += row("environment dropped", names(release.environment.dropped));
    }
    return out + "\n";
}

std::string timeline(const Receipt& receipt) {
    constexpr std::int64_t widest = 40;
    if (receipt.time_in.empty())
        return {};
    std::int64_t longest = 1;
    for (const auto& [state, took] : receipt.time_in)
        longest = std::max<std::int64_t>(longest, took.count());
    std::string text;
    for (const auto& [state, took] : receipt.time_in) {
        auto time = cli::format_duration(took);
        time.insert(0, 8 - std::min<std::size_t>(8, time.size()), ' ');
        text +=
            cli::pad(std::string{to_string(state)}, 11) + time + "  " +
            std::string(static_cast<std::size_t>((took.count() * widest + longest - 1) / longest),
                        '#') +
            "\n";
    }
    return "<details><summary>Timeline</summary>\n\n" + block(text, longest_message) +
           "\n</details>\n\n";
}

std::string note_of(const Report& report) {
    const auto note = where_to_type(report);
    return note.empty() ? note : plain(note) + ".\n\n";
}

std::string failure(const Report& report) {
    const auto& end = report.end;
    const auto& inputs = report.inputs;
    if (end.outcome && end.outcome->state == State::live)
        return {};
    const auto error = end.outcome ? failure_of(*end.outcome) : end.error.value_or(Error{});
    std::string out = "### What failed\n\n" + block(error.message, longest_message) + "\n";
    if (!end.serves.empty())
        out += "**What serves:** " + plain(to_type(inputs, end.serves)) + "\n\n";
    if (!error.fix.empty())
        out += "**To mend it**, on the server:\n\n" +
               block(to_type(inputs, error.fix), longest_command) + "\n" + note_of(report);
    return out;
}

std::string commits(const std::vector<Commit>& commits, bool live) {
    if (commits.empty())
        return {};
    std::string out =
        live ? "### Commits that went live\n\n" : "### Commits that did not go live\n\n";
    for (const auto& commit : std::span{commits}.first(std::min(commits.size(), most_commits)))
        out += "- " + code(short_revision(commit.id)) + " " + plain(commit.subject.substr(0, 200)) +
               " — " + plain(commit.author.substr(0, 100)) + "\n";
    if (commits.size() > most_commits)
        out += "-" + and_more(commits.size(), most_commits) + "\n";
    return out + "\n";
}

std::string way_back(const Report& report) {
    const auto& end = report.end;
    if (!end.outcome || end.outcome->state != State::live || !end.outcome->release.incumbent)
        return {};
    return "The way back, on the server:\n\n" +
           block(rollback_command(report.inputs, end.outcome->release.incumbent->name),
                 longest_command) +
           "\n" + note_of(report);
}

} // namespace

std::string summary(const Report& report) {
    const auto& end = report.end;
    const bool live = end.outcome && end.outcome->state == State::live;
    std::string out = "## " + headline(report) + "\n\n" + failure(report);
    auto last = way_back(report);
    if (!report.inputs.url.empty())
        last += "\n" + plain(report.inputs.url) + "\n";
    const auto add = [&](const std::string& part) {
        if (out.size() + part.size() + last.size() <= longest_summary)
            out += part;
    };
    if (end.outcome) {
        add(receipt(*end.outcome));
        add(timeline(end.outcome->receipt));
    }
    add(commits(report.commits, live));
    return out + last;
}

} // namespace deploy::action
