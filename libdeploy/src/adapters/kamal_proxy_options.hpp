// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <deploy/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// One group of kamal-proxy's options, as its state file groups them.
enum class ProxyOptions : std::uint8_t { service, target, health };

/// Adds `--flag=value` for each option of the group that `values` has. An option that is in use and
/// that the group does not know, or whose value the command line cannot say, is `precondition`.
Result<> add_options(std::vector<std::string>& arguments, ProxyOptions group,
                     const boost::json::object& values);

/// Null, false, zero, empty, or made of nothing else.
[[nodiscard]] bool is_unset(const boost::json::value& value);

/// Whether a value of a list flag arrives whole: the proxy splits it by the rules of CSV.
[[nodiscard]] bool fits_in_list(std::string_view text);

/// The refusal to lose the option of that key.
[[nodiscard]] Error option_refused(std::string_view key, std::string_view why);

/// `name=value`.
[[nodiscard]] std::string flag(std::string_view name, std::string_view value);

} // namespace deploy
