// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/server_access.hpp"

namespace deploy::test {

/// A server whose next version boots and is watched long enough to be met in any state.
struct FarWorld : World {
    std::string incumbent = start_by_hand();
    ServerAccess access{*this};

    void next_version(const std::string& version = "2") {
        config["release"] = {{"command", boost::json::array{"migrate"}}};
        config["watch"] = {{"window", "2s"}};
        repository().commit({{"version", version}, {"boot_ms", "300"}});
    }
};

} // namespace deploy::test
