// SPDX-License-Identifier: MIT
#include "adapters/git_reference.hpp"
#include "adapters/git_checkout.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <deploy/nearest.hpp>
#include <vector>

namespace deploy::git {
namespace {

bool is_digits(std::string_view name) {
    return name.size() >= 7 && name.size() <= GIT_OID_HEXSZ &&
           std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::array<std::string, 4> places(const Config::Source& config) {
    return {"refs/tags/", "refs/remotes/" + config.remote + "/", "refs/heads/", "refs/remotes/"};
}

std::vector<std::string> names(git_repository* repository, const Config::Source& config) {
    std::vector<std::string> found;
    const auto iterator = make<git_reference_iterator, git_reference_iterator_free>(
        git_reference_iterator_new, repository);
    const char* name = nullptr;
    while (iterator && git_reference_next_name(&name, iterator.get()) == 0)
        for (const std::string_view full{name}; const auto& place : places(config))
            if (full.starts_with(place))
                found.emplace_back(full.substr(place.size()));
    return found;
}

Error unknown(git_repository* repository, const Config::Source& config, const std::string& name) {
    const auto all = names(repository, config);
    const std::vector<std::string_view> views(all.begin(), all.end());
    const auto meant = nearest(name, views);
    return {Errc::invalid_input,
            "'" + name + "' is no commit, tag or branch that " + config.checkout.string() +
                " knows" + (meant ? "; is '" + std::string{*meant} + "' meant?" : ""),
            "git -C " + config.checkout.string() + " branch --all; git -C " +
                config.checkout.string() + " tag"};
}

// A prefix that fits several commits gives none, and `ambiguous`.
CommitObject by_digits(git_repository* repository, const std::string& digits, bool& ambiguous) {
    git_oid id;
    if (git_oid_fromstrn(&id, digits.data(), digits.size()) != 0)
        return nullptr;
    git_commit* commit = nullptr;
    ambiguous = git_commit_lookup_prefix(&commit, repository, &id, digits.size()) == GIT_EAMBIGUOUS;
    return CommitObject{commit};
}

} // namespace

Result<CommitObject> find_reference(git_repository* repository, const Config::Source& config,
                                    const std::string& name) {
    if (is_digits(name)) {
        bool ambiguous = false;
        if (auto commit = by_digits(repository, name, ambiguous))
            return commit;
        if (ambiguous)
            return Error{Errc::invalid_input, "several commits begin with '" + name + "'",
                         "give more digits of it"};
    }
    for (const auto& place : places(config)) {
        const auto full = place + name;
        int valid = 0;
        git_reference_name_is_valid(&valid, full.c_str());
        if (valid == 0)
            continue;
        if (auto commit = commit_of(repository, full))
            return commit;
    }
    return unknown(repository, config, name);
}

} // namespace deploy::git
