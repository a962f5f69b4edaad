// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace deploy {

/// JSON for people: two spaces a level, keys in their order, lists of scalars on one line, no line
/// end at the end.
[[nodiscard]] std::string pretty_json(const boost::json::value& value);

} // namespace deploy
