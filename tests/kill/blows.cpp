// SPDX-License-Identifier: MIT
#include "kill/blows.hpp"

namespace deploy::test {
namespace {

std::map<std::string, std::string> loading(const char* library) {
    return {{"LD_PRELOAD", library}, {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
}

} // namespace

Blow killed_at_journal(const std::string& where) {
    Blow blow{.name = "killed at the journal, " + where,
              .environment = loading(DEPLOY_TEST_JOURNAL_KILLER)};
    blow.environment["DEPLOY_TEST_KILL_AT"] = where;
    return blow;
}

Blow killed_in(const std::filesystem::path& folder, const std::string& where) {
    auto blow = killed_at_journal(where);
    blow.name = "killed in " + folder.filename().string() + ", " + where;
    blow.environment["DEPLOY_TEST_KILL_IN"] = folder.string();
    return blow;
}

Blow failing_in(const std::filesystem::path& folder, const std::string& where) {
    Blow blow{.name = "failing in " + folder.filename().string() + ", " + where,
              .environment = loading(DEPLOY_TEST_JOURNAL_KILLER)};
    blow.environment["DEPLOY_TEST_FAIL_AT"] = where;
    blow.environment["DEPLOY_TEST_FAIL_IN"] = folder.string();
    return blow;
}

Blow at_engine(Fault fault, int call, std::function<bool(const EngineCall&)> among, bool forever) {
    return {.name = std::string{to_string(fault)} + ", call " + std::to_string(call) +
                    (forever ? " and all later" : ""),
            .plan = {.fault = fault, .at = call, .forever = forever, .among = std::move(among)}};
}

Blow in_fast_time(Blow blow) {
    blow.environment.merge(loading(DEPLOY_TEST_FAST_CLOCK));
    blow.environment["DEPLOY_TEST_CLOCK_SPEED"] = "10";
    return blow;
}

} // namespace deploy::test
