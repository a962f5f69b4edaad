// SPDX-License-Identifier: MIT
#include "receipt_text.hpp"

#include "error_text.hpp"
#include "format.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <deploy/verdict.hpp>
#include <ostream>
#include <vector>

namespace deploy::cli {
namespace {

using std::chrono::milliseconds;

std::string candidate_of(const Release& release) {
    return release.candidate.empty() ? "before there was a candidate"
                                     : describe(release.candidate, release.revision);
}

std::string serving_name(const Outcome& outcome) {
    if (outcome.state == State::stuck || moved_by_others(outcome))
        return "not known for certain";
    const auto& incumbent = outcome.release.incumbent;
    return incumbent ? describe(incumbent->name, incumbent->revision) : "nothing, as before";
}

std::string replaced(const Outcome& outcome) {
    const auto& incumbent = outcome.release.incumbent;
    if (!incumbent)
        return outcome.release.kind == Kind::first ? "nothing: a first deployment"
                                                   : "nothing that served";
    return describe(incumbent->name, incumbent->revision) +
           (outcome.retire_error ? ", which may still run: " + outcome.retire_error->message
                                 : ", stopped and kept");
}

void print_what_serves(Sheet& sheet, const Outcome& outcome) {
    const auto& release = outcome.release;
    if (outcome.state != State::live) {
        sheet.line(to_string(outcome.state), candidate_of(release),
                   outcome.state == State::stuck ? Ink::bad : Ink::caution);
        sheet.line("serves", serving_name(outcome));
        return;
    }
    sheet.line("live", paint(release.candidate, Ink::strong, sheet.terminal()), Ink::good);
    if (!release.revision.empty())
        sheet.line("commit", release.revision);
    sheet.line("image", release.image);
    sheet.line("replaced", replaced(outcome));
}

/// A bar as long as its share of the longest state.
std::string bar(milliseconds took, milliseconds longest, const Terminal& terminal) {
    constexpr std::int64_t widest = 30;
    constexpr std::int64_t left_of_it = 34;
    const auto full = std::min<std::int64_t>(widest, terminal.columns - left_of_it);
    if (longest.count() <= 0 || full <= 0)
        return {};
    std::string text;
    for (auto i = (took.count() * full + longest.count() - 1) / longest.count(); i > 0; --i)
        text += terminal.unicode ? "\u2587" : "#";
    return paint(text, Ink::faint, terminal);
}

void print_times(Sheet& sheet, const Receipt& receipt) {
    constexpr std::size_t name_columns = 11;
    constexpr std::size_t state_time_columns = 7;
    milliseconds longest{0};
    for (const auto& [state, took] : receipt.time_in)
        longest = std::max(longest, took);
    sheet.line("time", format_duration(receipt.total) + " in all");
    for (const auto& [state, took] : receipt.time_in) {
        auto time = format_duration(took);
        time.insert(0, state_time_columns - std::min(state_time_columns, time.size()), ' ');
        sheet.more(pad(std::string{to_string(state)}, name_columns) + time + "  " +
                   bar(took, longest, sheet.terminal()));
    }
}

std::string lost(const ProbeCounts& traffic) {
    return format_count(traffic.sent) + " sent, " + format_count(traffic.failed) + " failed";
}

void print_traffic(Sheet& sheet, const Receipt& receipt) {
    const auto& traffic = receipt.traffic;
    if (traffic.sent > 0) {
        const auto ink = traffic.failed == 0 ? Ink::good : Ink::bad;
        sheet.line("requests", paint(lost(traffic), ink, sheet.terminal()) + ", longest gap " +
                                   format_duration(traffic.longest_gap));
        if (!traffic.first_failure.empty())
            sheet.more("first failure: " + traffic.first_failure);
    }
    if (!receipt.answered_by.empty())
        sheet.line("answered by", receipt.answered_by + ", as the proxy's log has it");
}

void print_environment(Sheet& sheet, const EnvironmentChange& change) {
    sheet.words("env added", change.added);
    sheet.words("env changed", change.changed);
    sheet.words("env dropped", change.dropped);
}

} // namespace

void print_receipt(std::ostream& out, const Outcome& outcome, const Terminal& terminal,
                   std::string_view own_command) {
    Sheet sheet{out, terminal};
    print_what_serves(sheet, outcome);
    print_times(sheet, outcome.receipt);
    print_traffic(sheet, outcome.receipt);
    if (outcome.state == State::live) {
        print_environment(sheet, outcome.release.environment);
        if (outcome.release.incumbent)
            sheet.line("way back", paint(std::string{own_command} + " rollback " +
                                             outcome.release.incumbent->name,
                                         Ink::command, terminal));
    }
    out.flush();
}

Outcome made_safe(Outcome outcome, const SafeText& safe) {
    auto& release = outcome.release;
    auto& receipt = outcome.receipt;
    std::vector<std::string*> texts{&release.candidate, &release.revision, &release.image,
                                    &receipt.answered_by, &receipt.traffic.first_failure};
    if (release.incumbent) {
        texts.push_back(&release.incumbent->name);
        texts.push_back(&release.incumbent->revision);
    }
    for (auto* text : texts)
        *text = safe(*text);
    return outcome;
}

std::string receipt_line(const Outcome& outcome) {
    const auto& release = outcome.release;
    std::string text{to_string(outcome.state)};
    text += ": " + candidate_of(release) + " in " + format_duration(outcome.receipt.total);
    if (outcome.receipt.traffic.sent > 0)
        text += ", requests: " + lost(outcome.receipt.traffic);
    return text;
}

} // namespace deploy::cli
