// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::fields {

// Fields of a JSON object of somebody else: an absent one, null or one of another type is as good
// as empty.
[[nodiscard]] std::string text(const boost::json::object& object, std::string_view key);
[[nodiscard]] std::int64_t integer(const boost::json::object& object, std::string_view key);
[[nodiscard]] bool boolean(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::object& object_at(const boost::json::object& object,
                                                   std::string_view key);
/// The strings of an array; others in it are left out.
[[nodiscard]] std::vector<std::string> texts(const boost::json::object& object,
                                             std::string_view key);
/// The members of an object that are strings.
[[nodiscard]] std::map<std::string, std::string> text_map(const boost::json::object& object,
                                                          std::string_view key);

} // namespace deploy::fields
