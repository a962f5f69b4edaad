// SPDX-License-Identifier: MIT
#pragma once
#include <cstdlib>
#include <filesystem>

namespace deploy::test {

/// Where cmake/bootstrap.sh puts the programs and servers of the tests.
inline std::filesystem::path cache_folder() {
    if (const char* own = std::getenv("DEPLOY_CACHE"))
        return own;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"))
        return std::filesystem::path{xdg} / "psyfit-deploy";
    const char* home = std::getenv("HOME");
    return std::filesystem::path{home != nullptr ? home : "/root"} / ".cache/psyfit-deploy";
}

} // namespace deploy::test
