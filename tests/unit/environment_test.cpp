// SPDX-License-Identifier: MIT
#include <deploy/environment.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

using Entries = std::vector<std::string>;
using Names = std::vector<std::string>;

Environment environment(const Entries& entries) { return Environment::from_entries(entries); }

/// Rules without the built-in lists, so that a test says what it means.
Config::Environment bare() {
    Config::Environment rules;
    rules.filter.clear();
    rules.filter_prefixes.clear();
    rules.protect.clear();
    return rules;
}

std::string pem() { return "-----BEGIN KEY-----\nAbC+/=\n-----END KEY-----\n"; }

} // namespace

TEST_CASE("entries keep their order and bytes; the last value of a key wins in its first place") {
    const auto made = environment({"B=1", "A=x=y=", "EMPTY=", "no-equals", "B= 2 ", "P=" + pem()});

    CHECK(made.entries() == Entries{"B= 2 ", "A=x=y=", "EMPTY=", "P=" + pem()});
    CHECK(made.size() == 4);
    REQUIRE(made.find("A") != nullptr);
    CHECK(*made.find("A") == "x=y=");
    CHECK(made.find("no-equals") == nullptr);
}

TEST_CASE("set keeps a known key's place, unset removes it") {
    auto made = environment({"A=1", "B=2"});

    made.set("A", "3");
    made.set("C", "4");
    made.unset("B");
    made.unset("unknown");

    CHECK(made.entries() == Entries{"A=3", "C=4"});
}

TEST_CASE("filtered keys and prefixes are not carried over") {
    auto rules = bare();
    rules.filter = {"PATH"};
    rules.filter_prefixes = {"KAMAL_"};

    const auto derived = derive_environment(
        {.incumbent = environment({"PATH=/x", "PATHS=1", "KAMAL_VERSION=2", "KAMAL=3"})}, rules);

    CHECK(derived.entries() == Entries{"PATHS=1", "KAMAL=3"});
}

TEST_CASE("the built-in rules drop what the guide drops") {
    const auto derived = derive_environment(
        {.incumbent = environment({"HOSTNAME=a", "PATH=b", "HOME=c", "GEM_HOME=d", "LANG=e",
                                   "LD_PRELOAD=f", "KAMAL_X=g", "RUBY_DOWNLOAD_SHA256=h",
                                   "BUNDLE_PATH=i", "SECRET_KEY_BASE=j"})},
        Config::Environment{});

    CHECK(derived.entries() == Entries{"SECRET_KEY_BASE=j"});
}

TEST_CASE("a value equal to the image's default is dropped, a changed one stays") {
    const EnvironmentSources sources{
        .incumbent = environment({"RUBY_VERSION=3.3", "RAILS_ENV=staging", "OWN=3.3"}),
        .image_defaults = environment({"RUBY_VERSION=3.3", "RAILS_ENV=production", "UNUSED=1"})};

    CHECK(derive_environment(sources, bare()).entries() == Entries{"RAILS_ENV=staging", "OWN=3.3"});
}

TEST_CASE("the master key replaces an old one in its place, and is added where there is none") {
    auto with = derive_environment(
        {.incumbent = environment({"RAILS_MASTER_KEY=old", "A=1"}), .master_key = "new"}, bare());
    auto without =
        derive_environment({.incumbent = environment({"A=1"}), .master_key = "new"}, bare());
    auto none = derive_environment({.incumbent = environment({"RAILS_MASTER_KEY=old"})}, bare());

    CHECK(with.entries() == Entries{"RAILS_MASTER_KEY=new", "A=1"});
    CHECK(without.entries() == Entries{"A=1", "RAILS_MASTER_KEY=new"});
    CHECK(none.entries() == Entries{"RAILS_MASTER_KEY=old"});
}

TEST_CASE("without a master key variable no key is synced") {
    auto rules = bare();
    rules.master_key_variable = "";

    const auto derived =
        derive_environment({.incumbent = environment({"A=1"}), .master_key = "new"}, rules);

    CHECK(derived.entries() == Entries{"A=1"});
}

TEST_CASE("the configuration's set has the last word, but for unset") {
    auto rules = bare();
    rules.filter = {"PATH"};
    rules.set = {{"A", "2"}, {"PATH", "/own"}, {"RAILS_MASTER_KEY", "set"}, {"X", "1"}};
    rules.unset = {"X", "B"};

    const auto derived = derive_environment(
        {.incumbent = environment({"A=1", "PATH=/x", "B=1"}), .master_key = "file"}, rules);

    CHECK(derived.entries() == Entries{"A=2", "RAILS_MASTER_KEY=set", "PATH=/own"});
}

TEST_CASE("a thousand keys and a value of 100 KiB pass byte for byte") {
    Entries entries;
    for (int i = 0; i < 1000; ++i)
        entries.push_back("KEY_" + std::to_string(i) + "=" + pem() + std::to_string(i));
    std::string large = "LARGE=";
    for (std::size_t i = 0; i < 100 * 1024; ++i)
        large += static_cast<char>(1 + i % 127);
    entries.push_back(large);
    const EnvironmentSources sources{.incumbent = environment(entries)};

    const auto derived = derive_environment(sources, bare());

    CHECK(derived.entries() == entries);
    CHECK(compare_environments(sources, derived, bare()).empty());
}

TEST_CASE("a comparison names what is added, changed and dropped, without filtered and defaults") {
    auto rules = bare();
    rules.filter = {"PATH"};
    const EnvironmentSources sources{
        .incumbent = environment({"PATH=/x", "LANG=C", "SAME=1", "OLD=1", "GONE=1"}),
        .image_defaults = environment({"LANG=C"})};

    const auto change =
        compare_environments(sources, environment({"NEW=1", "SAME=1", "OLD=2"}), rules);

    CHECK(change.added == Names{"NEW"});
    CHECK(change.changed == Names{"OLD"});
    CHECK(change.dropped == Names{"GONE"});
}

TEST_CASE("a protected key may neither change nor vanish, but may appear") {
    const Names protect{"SECRET", "TOKEN", "FRESH"};
    const auto before = environment({"SECRET=hush-one", "TOKEN=hush-two", "OTHER=1"});
    const auto after = environment({"SECRET=hush-three", "FRESH=1"});

    const auto checked = check_protected(before, after, protect, {});

    REQUIRE(!checked);
    CHECK(checked.error().is(Errc::precondition));
    CHECK(checked.error().message == "protected environment keys would change: SECRET; "
                                     "protected environment keys would vanish: TOKEN");
    CHECK(checked.error().fix ==
          "psyfit-deploy deploy --allow-env-change SECRET --allow-env-change TOKEN");
}

TEST_CASE("a protected key may change when it is named") {
    const Names protect{"SECRET", "TOKEN"};
    const auto before = environment({"SECRET=1", "TOKEN=2"});

    CHECK(check_protected(before, environment({"SECRET=3"}), protect, Names{"SECRET", "TOKEN"})
              .has_value());
    CHECK_FALSE(
        check_protected(before, environment({"SECRET=3"}), protect, Names{"SECRET"}).has_value());
    CHECK(check_protected(before, before, protect, {}).has_value());
}

TEST_CASE("the master key is not protected unless it is listed") {
    const auto before = environment({"RAILS_MASTER_KEY=1"});
    const auto after = environment({"RAILS_MASTER_KEY=2"});

    CHECK(check_protected(before, after, Config::Environment{}.protect, {}).has_value());
    CHECK_FALSE(check_protected(before, after, Names{"RAILS_MASTER_KEY"}, {}).has_value());
}

TEST_CASE("a value with damaged bytes is refused unless its key is named") {
    for (const std::string value : {"a\xef\xbf\xbd", "a\xff", "a\xe2\x82"}) {
        const auto damaged = environment({"GOOD=\xe2\x82\xac", "BAD=" + value});

        const auto checked = check_protected(damaged, damaged, {}, {});

        REQUIRE(!checked);
        CHECK(checked.error().message ==
              "environment values hold bytes that are not UTF-8, or their mark U+FFFD: BAD");
        CHECK(check_protected(damaged, damaged, {}, Names{"BAD"}).has_value());
    }
}
