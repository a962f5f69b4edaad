// SPDX-License-Identifier: MIT
#include "adapters/notice_words.hpp"

#include <array>
#include <cstdio>

namespace deploy {
namespace {

std::string seconds(std::chrono::milliseconds duration) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%.1f s", static_cast<double>(duration.count()) / 1000);
    return out.data();
}

std::string traffic(const ProbeCounts& counts) {
    return counts.sent == 0
               ? std::string{}
               : std::to_string(counts.sent) + " sent, " + std::to_string(counts.failed) + " lost";
}

std::string way_back(const Notice& notice) {
    const auto& incumbent = notice.release.incumbent;
    const bool live = notice.occasion == Notice::Occasion::succeeded ||
                      notice.occasion == Notice::Occasion::recovered;
    return live && incumbent ? notice.command + " rollback " + incumbent->name : "";
}

} // namespace

std::string headline_of(const Notice& notice) {
    const auto& release = notice.release;
    const auto service = release.service.empty() ? std::string{"the service"} : release.service;
    const auto what = service + " in " + notice.environment + ": ";
    const auto which = release.kind == Kind::rollback ? "rollback to " : "";
    const auto version = which + short_revision(release.revision);
    switch (notice.occasion) {
    case Notice::Occasion::started: return what + "a deployment begins";
    case Notice::Occasion::succeeded: return what + version + " is live";
    case Notice::Occasion::recovered: return what + version + " is live, after a failure";
    case Notice::Occasion::cancelled: return what + "the deployment was cancelled";
    case Notice::Occasion::failed: break;
    }
    return what + "the deployment failed";
}

std::vector<std::pair<std::string, std::string>> facts_of(const Notice& notice) {
    const auto& release = notice.release;
    std::vector<std::pair<std::string, std::string>> out{
        {"serves", notice.serves},
        {"before", release.incumbent ? release.incumbent->name : ""},
        {"by", notice.actor},
        {"duration", notice.receipt.total.count() > 0 ? seconds(notice.receipt.total) : ""},
        {"requests", traffic(notice.receipt.traffic)},
        {"deployment", release.id},
        {"service", notice.url},
        {"run", notice.run_url},
        {"way back", way_back(notice)}};
    std::erase_if(out, [](const auto& fact) { return fact.second.empty(); });
    return out;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most)
        return std::string{text};
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string{text.substr(0, end)} + "…";
}

} // namespace deploy
