// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include "e2e/load.hpp"
#include "e2e/long_calls.hpp"
#include "e2e/returning_client.hpp"

namespace deploy::test {

/// Every class of traffic at once, each counted apart, and a ledger in which the service itself
/// writes the id of each POST that it answers, whichever container it is in.
class AllTraffic {
public:
    struct Report {
        LoadReport load;
        LongCalls::Report calls;
        ReturningClient::Report chat;
        std::uint64_t not_in_ledger = 0; ///< Ids that were answered, but came to nobody.
        std::uint64_t twice = 0;         ///< Ids that came more than once.

        [[nodiscard]] std::uint64_t lost() const;
        /// For a failed check: every class.
        [[nodiscard]] std::string text() const;
    };

    /// Options of `docker run` for an incumbent that keeps the ledger; candidates inherit them.
    static Words ledger_options(const World& world);

    /// Starts all of it. `id` begins every id, and must be new each time.
    AllTraffic(const World& world, int rate, const std::string& id);
    Report stop(const Window& window = {});

private:
    std::filesystem::path ledger_;
    std::string id_;
    LongCalls calls_;
    ReturningClient chat_;
    Load load_;
};

} // namespace deploy::test
