// SPDX-License-Identifier: MIT
#include "e2e/all_traffic.hpp"
#include <sstream>
#include <unordered_map>

namespace deploy::test {
namespace {

std::filesystem::path ledger_folder(const World& world) { return world.root() / "ledger"; }

using Entries = std::unordered_map<std::string, int>;

/// How often each id that begins so came to the service.
Entries read_ledger(const std::filesystem::path& file, const std::string& prefix) {
    Entries out;
    std::istringstream lines{read_file(file)};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(prefix))
            ++out[line];
    return out;
}

void print(std::ostream& out, const char* kind, const LongCalls::Counts& counts) {
    out << kind << ": " << counts.sent << " sent, " << counts.lost << " lost "
        << counts.first_failure << "\n";
}

} // namespace

Words AllTraffic::ledger_options(const World& world) {
    std::filesystem::create_directories(ledger_folder(world));
    return {"--volume", ledger_folder(world).string() + ":/ledger", "--env",
            "SAMPLE_LEDGER=/ledger/ids"};
}

AllTraffic::AllTraffic(const World& world, int rate, const std::string& id)
    : ledger_{ledger_folder(world) / "ids"},
      id_{id + "-"},
      calls_{world.proxy_address(), world.host(), id},
      chat_{socket_chat(world.proxy_address(), world.host())},
      load_{{.address = world.proxy_address(),
             .port = 80,
             .host = world.host(),
             .rate = rate,
             .rare_kinds = true,
             .id = id + "-post"}} {}

AllTraffic::Report AllTraffic::stop(const Window& window) {
    Report report{.load = load_.stop(window), .calls = calls_.stop(), .chat = chat_.stop()};
    const auto entries = read_ledger(ledger_, id_);
    const auto check = [&](const std::vector<std::string>& ids) {
        for (const auto& id : ids)
            report.not_in_ledger += entries.contains(id) ? 0 : 1;
    };
    for (const auto& kind : report.load.kinds)
        check(kind.ids);
    check(report.calls.uploads.ids);
    for (const auto& [id, times] : entries)
        report.twice += times > 1 ? 1 : 0;
    return report;
}

std::uint64_t AllTraffic::Report::lost() const {
    return load.lost() + calls.uploads.lost + calls.slow_answers.lost;
}

std::string AllTraffic::Report::text() const {
    std::ostringstream out;
    out << load.text();
    print(out, "uploads of 5 MiB", calls.uploads);
    print(out, "answers after 2 s", calls.slow_answers);
    out << "WebSocket: " << chat.messages << " messages, cut " << chat.cuts << " times, "
        << chat.failed_tries << " failed tries to come back, away for at most "
        << chat.longest_away.count() << " ms\nledger: " << not_in_ledger
        << " answered and not in it, " << twice << " twice in it\n";
    return out.str();
}

} // namespace deploy::test
