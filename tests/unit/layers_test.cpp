// SPDX-License-Identifier: MIT
// Holds the #include lines of libdeploy to the arrows of docs/architecture.md.
#include "helpers/program.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

using Layers = std::set<std::string>;

/// What each layer may include beside itself and the public headers.
const std::map<std::string, Layers> below{
    {"support", {}},
    {"core", {"support"}},
    {"steps", {"core", "support"}},
    {"adapters", {"core", "support"}},
    {"operations", {"steps", "adapters", "core", "support"}},
};

/// The layers that the text includes, without those that `layer` may use.
Layers forbidden(const std::string& layer, const std::string& text) {
    Layers out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const std::string opening = "#include \"";
        if (!line.starts_with(opening))
            continue;
        const auto name = line.substr(opening.size(), line.find('/') - opening.size());
        if (name != layer && !below.at(layer).contains(name))
            out.insert(name);
    }
    return out;
}

/// The name of the type whose definition begins on this line, at the outermost level.
std::string defined_type(const std::string& line) {
    std::istringstream words{line};
    std::string word;
    words >> word;
    if (line.starts_with(' ') || line.ends_with(';') ||
        (word != "struct" && word != "class" && word != "enum"))
        return {};
    if (word == "enum")
        words >> word;
    words >> word;
    return word;
}

bool is_source(const fs::path& file) {
    return file.extension() == ".cpp" || file.extension() == ".hpp";
}

} // namespace

TEST_CASE("no layer of libdeploy includes one that is above or beside it") {
    const auto sources = fs::path{DEPLOY_SOURCE_DIRECTORY} / "libdeploy" / "src";
    for (const auto& [layer, allowed] : below) {
        int files = 0;
        for (const auto& entry : fs::recursive_directory_iterator{sources / layer}) {
            if (!is_source(entry.path()))
                continue;
            ++files;
            for (const auto& other : forbidden(layer, deploy::test::read_file(entry.path())))
                FAIL_CHECK(entry.path().filename().string(), " of ", layer, " includes ", other);
        }
        CHECK_MESSAGE(files > 3, layer);
    }
}

TEST_CASE("every folder of libdeploy is a layer with its place in the order") {
    const auto sources = fs::path{DEPLOY_SOURCE_DIRECTORY} / "libdeploy" / "src";
    for (const auto& entry : fs::directory_iterator{sources})
        CHECK_MESSAGE(below.contains(entry.path().filename().string()), entry.path().string());
}

TEST_CASE("the public headers include nothing of the inside") {
    const auto headers = fs::path{DEPLOY_SOURCE_DIRECTORY} / "libdeploy" / "include" / "deploy";
    for (const auto& entry : fs::directory_iterator{headers}) {
        const auto text = deploy::test::read_file(entry.path());
        CHECK_MESSAGE(text.find("#include \"") == std::string::npos, entry.path().string());
    }
}

TEST_CASE("no program includes anything of the inside of the library") {
    for (const auto* program : {"cli", "gh-action"}) {
        int files = 0;
        for (const auto& entry :
             fs::recursive_directory_iterator{fs::path{DEPLOY_SOURCE_DIRECTORY} / program}) {
            if (!is_source(entry.path()))
                continue;
            ++files;
            const auto text = deploy::test::read_file(entry.path());
            for (const auto& [layer, allowed] : below)
                CHECK_MESSAGE(text.find("#include \"" + layer + "/") == std::string::npos,
                              entry.path().string());
        }
        CHECK(files > 10);
    }
}

// The linker takes either of two types of one name for both.
TEST_CASE("no two headers of the library define a type of the same name") {
    std::map<std::string, std::string> seen;
    for (const auto& entry :
         fs::recursive_directory_iterator{fs::path{DEPLOY_SOURCE_DIRECTORY} / "libdeploy"}) {
        if (entry.path().extension() != ".hpp")
            continue;
        const auto file = entry.path().filename().string();
        std::istringstream lines{deploy::test::read_file(entry.path())};
        std::string place;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("namespace "))
                place = line;
            const auto name = defined_type(line);
            if (name.empty())
                continue;
            const auto [at, is_new] = seen.emplace(place + name, file);
            CHECK_MESSAGE(is_new, name << " is defined in " << at->second << " and in " << file);
        }
    }
    CHECK(seen.size() > 100);
}

TEST_CASE("a forbidden include is noticed") {
    CHECK(forbidden("core", "#include \"steps/context.hpp\"\n") == Layers{"steps"});
    CHECK(forbidden("steps", "#include <map>\n#include \"adapters/x.hpp\"\n") ==
          Layers{"adapters"});
    CHECK(forbidden("adapters", "#include \"operations/begin.hpp\"") == Layers{"operations"});
    CHECK(forbidden("support", "#include \"core/utf8.hpp\"") == Layers{"core"});
    CHECK(forbidden("operations", "#include \"adapters/durable_file.hpp\"").empty());
    CHECK(forbidden("core", "#include \"core/utf8.hpp\"\n#include <deploy/engine.hpp>").empty());
}
