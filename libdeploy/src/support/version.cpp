// SPDX-License-Identifier: MIT
#include <deploy/version.hpp>

namespace deploy {

constexpr std::string_view version = DEPLOY_VERSION;

} // namespace deploy
