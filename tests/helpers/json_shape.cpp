// SPDX-License-Identifier: MIT
#include "helpers/json_shape.hpp"

#include "helpers/program.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <sstream>
#include <stdexcept>

namespace deploy::test {

namespace {

namespace json = boost::json;
using Steps = std::vector<std::string>;

/// A value of the document that has nothing below it.
struct Leaf {
    Steps steps;
    bool empty = false; ///< Null, or an object or a list without content.
};

void collect(const json::value& value, Steps steps, std::vector<Leaf>& out) {
    const auto* object = value.if_object();
    const auto* array = value.if_array();
    const bool none = value.is_null() || (object != nullptr && object->empty()) ||
                      (array != nullptr && array->empty());
    if (none || (object == nullptr && array == nullptr)) {
        out.push_back({std::move(steps), none});
        return;
    }
    steps.emplace_back("[]");
    if (array != nullptr)
        for (const auto& each : *array)
            collect(each, steps, out);
    if (object != nullptr)
        for (const auto& [name, each] : *object) {
            steps.back() = name;
            collect(each, steps, out);
        }
}

/// Whether the first steps of the path are these.
bool begins_with(const Steps& path, const Steps& steps) {
    return path.size() >= steps.size() && std::equal(steps.begin(), steps.end(), path.begin(),
                                                     [](const auto& step, const auto& of_path) {
                                                         return step == of_path ||
                                                                (of_path == "*" && step != "[]");
                                                     });
}

bool covers(const Leaf& leaf, const FieldPath& path) {
    return begins_with(path.steps, leaf.steps) &&
           (leaf.empty || path.steps.size() == leaf.steps.size());
}

std::string text_of(const Steps& steps) {
    std::string out;
    for (const auto& step : steps)
        out += (out.empty() || step == "[]" ? "" : ".") + step;
    return out;
}

/// `a[].b?`
FieldPath path_of(const std::string& text) {
    FieldPath out;
    std::istringstream words{text};
    for (std::string word; std::getline(words, word, '.');) {
        bool listed = false;
        for (const std::string_view mark : {"?", "[]", "?"})
            if (word.ends_with(mark)) {
                word.resize(word.size() - mark.size());
                out.optional = out.optional || mark == "?";
                listed = listed || mark == "[]";
            }
        if (!word.empty())
            out.steps.push_back(word);
        if (listed)
            out.steps.emplace_back("[]");
    }
    return out;
}

Steps quoted(const std::string& cell) {
    Steps out;
    for (auto at = cell.find('`'); at != std::string::npos; at = cell.find('`', at + 1)) {
        const auto end = cell.find('`', at + 1);
        out.push_back(cell.substr(at + 1, end - at - 1));
        at = end;
    }
    return out;
}

using Shapes = std::map<std::string, FieldPaths>;

FieldPaths fields_of(const std::string& cell, const Shapes& shapes) {
    FieldPaths out;
    for (const auto& span : quoted(cell)) {
        const auto colon = span.find(": ");
        const auto base = path_of(span.substr(0, colon));
        if (colon == std::string::npos) {
            out.push_back(base);
            continue;
        }
        for (auto field : shapes.at(span.substr(colon + 2))) {
            field.steps.insert(field.steps.begin(), base.steps.begin(), base.steps.end());
            field.optional = field.optional || base.optional;
            out.push_back(std::move(field));
        }
    }
    return out;
}

} // namespace

std::map<std::string, FieldPaths> documented_fields(const std::filesystem::path& page) {
    Shapes shapes;
    std::map<std::string, FieldPaths> out;
    FieldPaths before;
    std::istringstream lines{read_file(page)};
    for (std::string line; std::getline(lines, line);) {
        const auto middle = line.find(" | ");
        if (!line.starts_with("| a") && !line.starts_with("| `"))
            continue;
        const auto name = line.substr(2, middle - 2);
        const auto cell = line.substr(middle + 3, line.size() - middle - 5);
        if (!name.starts_with('`')) {
            shapes[name] = fields_of(cell, shapes);
            continue;
        }
        if (cell.starts_with("as "))
            before = out.at(quoted(cell).front());
        else if (cell != "the same")
            before = fields_of(cell, shapes);
        out[quoted(name).front()] = before;
    }
    return out;
}

std::string disagreement(const FieldPaths& paths, const json::value& document) {
    std::vector<Leaf> leaves;
    collect(document, {}, leaves);
    std::string out;
    for (const auto& leaf : leaves)
        if (std::ranges::none_of(paths, [&](const auto& path) { return covers(leaf, path); }))
            out += "not documented: " + text_of(leaf.steps) + "\n";
    for (const auto& path : paths)
        if (!path.optional &&
            std::ranges::none_of(leaves, [&](const auto& leaf) { return covers(leaf, path); }))
            out += "not there: " + text_of(path.steps) + "\n";
    return out;
}

} // namespace deploy::test
