// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace deploy::test {

/// A path of docs/json.md, such as `checks[].told_at?`.
struct FieldPath {
    std::vector<std::string> steps; ///< A name, `[]`, or `*` for any name.
    bool optional = false;
};
using FieldPaths = std::vector<FieldPath>;

/// The tables of docs/json.md: each command and the paths of its document, shapes put in.
std::map<std::string, FieldPaths> documented_fields(const std::filesystem::path& page);

/// What a document has beyond these paths, and what it lacks of them; empty where both agree. What
/// is null or empty may stand for all below it.
std::string disagreement(const FieldPaths& paths, const boost::json::value& document);

} // namespace deploy::test
