// SPDX-License-Identifier: MIT
#include "result.hpp"
#include "run_words.hpp"

#include <cstdio>
#include <deploy/verdict.hpp>
#include <random>

namespace deploy::action {
namespace {

/// One that nobody can foresee, for GITHUB_OUTPUT.
std::string delimiter() {
    std::random_device random;
    std::string out = "psyfit_";
    for (int part = 0; part < 4; ++part) {
        std::array<char, 9> digits{};
        std::snprintf(digits.data(), digits.size(), "%08x", random());
        out += digits.data();
    }
    return out;
}

std::string seconds(std::chrono::milliseconds duration) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%.3f", static_cast<double>(duration.count()) / 1000);
    return out.data();
}

void add_outcome(const Outcome& outcome, const Inputs& inputs,
                 std::map<std::string, std::string>& out) {
    const auto& release = outcome.release;
    const auto& incumbent = release.incumbent;
    out["deployment_id"] = release.id;
    out["duration_seconds"] = seconds(outcome.receipt.total);
    out["lost_requests"] = std::to_string(outcome.receipt.traffic.failed);
    const bool live = outcome.state == State::live;
    const bool incumbent_serves =
        incumbent && outcome.state == State::reverted && !moved_by_others(outcome);
    if (live) {
        out["version"] = release.revision;
        out["container"] = release.candidate;
        out["image"] = release.image;
    } else if (incumbent_serves) {
        out["version"] = incumbent->revision;
        out["container"] = incumbent->name;
    }
    if (!live || !incumbent)
        return;
    out["previous_version"] = incumbent->revision;
    out["rollback_command"] = rollback_command(inputs, incumbent->name);
}

} // namespace

std::string where_to_type(const Report& report) {
    return report.installed ? ""
                            : "psyfit-deploy is not installed on this server: install it there, or "
                              "run this action with `command: rollback` or `command: status`";
}

std::string result_of(const RunEnd& end) {
    if (end.code == ExitCode::cancelled)
        return "cancelled";
    if (!end.outcome)
        return end.error && end.error->is(Errc::unknown_outcome) ? "unknown" : "failed";
    switch (end.outcome->state) {
    case State::live:
        return end.outcome->release.kind == Kind::rollback ? "rolled_back" : "deployed";
    case State::reverted: return "reverted";
    default: return "failed";
    }
}

std::map<std::string, std::string> outputs_of(const Report& report) {
    std::map<std::string, std::string> out;
    for (const auto* name : {"deployment_id", "version", "previous_version", "container", "image",
                             "duration_seconds", "lost_requests", "rollback_command"})
        out[name] = "";
    out["result"] = result_of(report.end);
    out["deployment_id"] = report.id;
    out["url"] = report.inputs.url;
    if (report.end.outcome)
        add_outcome(*report.end.outcome, report.inputs, out);
    return out;
}

std::string output_file(const std::map<std::string, std::string>& outputs) {
    std::string out;
    for (const auto& [name, value] : outputs) {
        const auto end = delimiter();
        out += name + "<<" + end + "\n" + value + "\n" + end + "\n";
    }
    return out;
}

} // namespace deploy::action
