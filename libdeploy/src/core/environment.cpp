// SPDX-License-Identifier: MIT
#include <deploy/environment.hpp>

#include "core/utf8.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>
#include <unordered_map>

namespace deploy {
namespace {

using Index = std::unordered_map<std::string_view, const std::string*>;

/// For comparisons of whole environments, so that 1,000 keys are no million comparisons.
Index index_of(const Environment& environment) {
    Index index;
    for (const auto& [key, value] : environment)
        index.emplace(key, &value);
    return index;
}

std::string entry_of(std::string_view key, std::string_view value) {
    std::string entry;
    entry.reserve(key.size() + 1 + value.size());
    return ((entry += key) += '=') += value;
}

bool contains(std::span<const std::string> list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

bool is_filtered(std::string_view key, const Config::Environment& rules) {
    return contains(rules.filter, key) ||
           std::ranges::any_of(rules.filter_prefixes, [key](const std::string& prefix) {
               return key.starts_with(prefix);
           });
}

/// What is the incumbent's own: its environment less filtered keys and its image's defaults.
Environment carried_over(const EnvironmentSources& sources, const Config::Environment& rules) {
    const auto defaults = index_of(sources.image_defaults);
    std::vector<std::string> kept;
    for (const auto& [key, value] : sources.incumbent) {
        const auto baked = defaults.find(key);
        const bool is_default = baked != defaults.end() && *baked->second == value;
        if (!is_default && !is_filtered(key, rules))
            kept.push_back(entry_of(key, value));
    }
    return Environment::from_entries(kept);
}

/// The engine stores U+FFFD for bytes that are not UTF-8, without a word.
bool is_damaged(std::string_view value) {
    return value.find("\xef\xbf\xbd") != std::string_view::npos || !utf8::valid(value);
}

/// Collects the keys of one kind of problem for an error message.
class KeyList {
public:
    explicit KeyList(std::string_view heading) : text_{heading} {}
    void add(std::string_view key) {
        text_ += (empty_ ? " " : ", ") + neutralise(key);
        empty_ = false;
    }
    void append_to(std::string& message) const {
        if (!empty_)
            message += (message.empty() ? "" : "; ") + text_;
    }

private:
    std::string text_;
    bool empty_ = true;
};

} // namespace

Environment Environment::from_entries(std::span<const std::string> entries) {
    Environment environment;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const std::string_view entry : entries) {
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos)
            continue;
        const auto key = entry.substr(0, equals);
        const auto [place, is_new] = places.emplace(key, environment.variables_.size());
        if (is_new)
            environment.variables_.emplace_back(key, entry.substr(equals + 1));
        else
            environment.variables_[place->second].second = entry.substr(equals + 1);
    }
    return environment;
}

void Environment::set(std::string_view key, std::string_view value) {
    const auto found = std::ranges::find(variables_, key, [](const auto& v) { return v.first; });
    if (found == variables_.end())
        variables_.emplace_back(key, value);
    else
        found->second = value;
}

void Environment::unset(std::string_view key) {
    std::erase_if(variables_, [key](const auto& variable) { return variable.first == key; });
}

const std::string* Environment::find(std::string_view key) const {
    for (const auto& [known, value] : variables_)
        if (known == key)
            return &value;
    return nullptr;
}

std::vector<std::string> Environment::entries() const {
    std::vector<std::string> result;
    result.reserve(variables_.size());
    for (const auto& [key, value] : variables_)
        result.push_back(entry_of(key, value));
    return result;
}

Environment derive_environment(const EnvironmentSources& sources,
                               const Config::Environment& rules) {
    auto environment = carried_over(sources, rules);
    if (sources.master_key && !rules.master_key_variable.empty())
        environment.set(rules.master_key_variable, *sources.master_key);
    for (const auto& [key, value] : rules.set)
        environment.set(key, value);
    for (const auto& key : rules.unset)
        environment.unset(key);
    return environment;
}

EnvironmentChange compare_environments(const EnvironmentSources& sources, const Environment& after,
                                       const Config::Environment& rules) {
    const auto before = carried_over(sources, rules);
    const auto old_values = index_of(before);
    const auto new_values = index_of(after);
    EnvironmentChange change;
    for (const auto& [key, value] : after) {
        const auto old = old_values.find(key);
        if (old == old_values.end())
            change.added.push_back(key);
        else if (*old->second != value)
            change.changed.push_back(key);
    }
    for (const auto& [key, value] : before)
        if (!new_values.contains(key))
            change.dropped.push_back(key);
    return change;
}

Result<> check_protected(const Environment& before, const Environment& after,
                         std::span<const std::string> protect,
                         std::span<const std::string> allowed) {
    KeyList changed{"protected environment keys would change:"};
    KeyList dropped{"protected environment keys would vanish:"};
    KeyList damaged{"environment values hold bytes that are not UTF-8, or their mark U+FFFD:"};
    std::string fix;
    const auto report = [&](KeyList& list, const std::string& key) {
        if (contains(allowed, key))
            return;
        list.add(key);
        fix += " --allow-env-change " + neutralise(key);
    };
    for (const auto& key : protect) {
        const auto* old_value = before.find(key);
        const auto* new_value = after.find(key);
        if (old_value != nullptr && new_value == nullptr)
            report(dropped, key);
        else if (old_value != nullptr && *old_value != *new_value)
            report(changed, key);
    }
    for (const auto& [key, value] : after)
        if (is_damaged(value))
            report(damaged, key);
    std::string message;
    for (const auto* list : {&changed, &dropped, &damaged})
        list->append_to(message);
    if (message.empty())
        return {};
    return Error{Errc::precondition, message, "psyfit-deploy deploy" + fix};
}

} // namespace deploy
