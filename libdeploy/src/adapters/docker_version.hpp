// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// The API version to speak with an engine that told this (`GET /version`): its own, at most 1.50;
/// `precondition` where it is older than 1.41 or demands more.
Result<std::string> agree_on_version(const boost::json::value& told);

/// The same from the engine's own version alone, as every answer of it bears it in a header;
/// nothing where that does not suffice, or is no version.
std::optional<std::string> agree_at_once(std::string_view api_version);

} // namespace deploy
