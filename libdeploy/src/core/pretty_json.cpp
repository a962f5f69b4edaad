// SPDX-License-Identifier: MIT
#include "core/pretty_json.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace deploy {
namespace {

void write(std::string& out, const boost::json::value& value, std::size_t depth);

void begin_line(std::string& out, std::size_t depth) {
    out += '\n';
    out.append(depth * 2, ' ');
}

void write(std::string& out, const boost::json::object& object, std::size_t depth) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, value] : object) {
        out += separator;
        separator = ",";
        begin_line(out, depth + 1);
        out += boost::json::serialize(key);
        out += ": ";
        write(out, value, depth + 1);
    }
    begin_line(out, depth);
    out += '}';
}

void write(std::string& out, const boost::json::array& array, std::size_t depth) {
    const bool flat =
        std::ranges::none_of(array, [](const auto& item) { return item.is_structured(); });
    out += '[';
    const char* separator = "";
    for (const auto& item : array) {
        out += separator;
        separator = flat ? ", " : ",";
        if (!flat)
            begin_line(out, depth + 1);
        write(out, item, depth + 1);
    }
    if (!flat)
        begin_line(out, depth);
    out += ']';
}

void write(std::string& out, const boost::json::value& value, std::size_t depth) {
    if (value.is_object() && !value.get_object().empty())
        write(out, value.get_object(), depth);
    else if (value.is_array() && !value.get_array().empty())
        write(out, value.get_array(), depth);
    else
        out += boost::json::serialize(value);
}

} // namespace

std::string pretty_json(const boost::json::value& value) {
    std::string out;
    write(out, value, 0);
    return out;
}

} // namespace deploy
