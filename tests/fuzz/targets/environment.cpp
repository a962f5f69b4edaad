// SPDX-License-Identifier: MIT
// The candidate's environment out of the incumbent's: what is kept is kept byte for byte, what is
// filtered or the image's own is gone, and no value is in a complaint. The input: the incumbent's
// entries, the image's, and filtered keys, each separated by NUL.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <deploy/environment.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

bool is_dropped(const std::string& key, const std::string& value, const Environment& image,
                const Config::Environment& rules) {
    const auto* const baked = image.find(key);
    const auto has_prefix = [&](const std::string& prefix) { return key.starts_with(prefix); };
    return (baked != nullptr && *baked == value) ||
           std::ranges::find(rules.filter, key) != rules.filter.end() ||
           std::ranges::any_of(rules.filter_prefixes, has_prefix);
}

void check_derived(const EnvironmentSources& sources, const Environment& derived,
                   const Config::Environment& rules) {
    std::size_t kept = 0;
    for (const auto& [key, value] : sources.incumbent) {
        const auto* const found = derived.find(key);
        if (is_dropped(key, value, sources.image_defaults, rules)) {
            CHECK(found == nullptr);
            continue;
        }
        ++kept;
        REQUIRE(found != nullptr);
        CHECK(*found == value);
    }
    CHECK(derived.size() == kept);
    CHECK(compare_environments(sources, derived, rules).empty());
}

} // namespace

void environment(std::string_view bytes) {
    Input input{bytes};
    EnvironmentSources sources;
    sources.incumbent = Environment::from_entries(split(input.part(), '\0'));
    sources.image_defaults = Environment::from_entries(split(input.part(), '\0'));
    Config::Environment rules;
    rules.filter = split(input.part(), '\0');
    rules.filter_prefixes = {"KAMAL_", "BUNDLE_"};

    const auto entries = sources.incumbent.entries();
    CHECK(Environment::from_entries(entries).entries() == entries);
    const auto derived = derive_environment(sources, rules);
    check_derived(sources, derived, rules);

    const auto allowed =
        check_protected(sources.incumbent, derived, rules.filter, std::vector<std::string>{});
    if (!allowed)
        CHECK(allowed.error().is(Errc::precondition));
}

} // namespace deploy::fuzz
