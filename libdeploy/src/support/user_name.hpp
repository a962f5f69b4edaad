// SPDX-License-Identifier: MIT
#pragma once
#include <string>

namespace deploy {

/// Who runs this process, by name, else by number; through sudo, who called that. For people: who
/// can set the environment can make it say anything.
[[nodiscard]] std::string user_name();

} // namespace deploy
