// SPDX-License-Identifier: MIT
#include "support/user_name.hpp"

#include <array>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace deploy {

std::string user_name() {
    const auto id = ::geteuid();
    const char* caller = std::getenv("SUDO_USER"); // NOLINT(concurrency-mt-unsafe)
    if (id == 0 && caller != nullptr && *caller != '\0')
        return caller;
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> texts{};
    ::getpwuid_r(id, &entry, texts.data(), texts.size(), &found);
    return found != nullptr ? found->pw_name : std::to_string(id);
}

} // namespace deploy
