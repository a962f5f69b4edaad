// SPDX-License-Identifier: MIT
#include "core/known_holes.hpp"
#include <doctest/doctest.h>

using deploy::known_hole;

namespace {

/// The version that mends the hole of such a part; empty where there is none.
std::string mended_in(const char* component, const char* version) {
    const auto hole = known_hole({component, version});
    return hole ? hole->mended_in : "";
}

} // namespace

TEST_CASE("a version with a published hole is told, with the one of its branch that has it not") {
    CHECK(mended_in("runc", "1.1.11") == "1.1.12");
    CHECK(mended_in("runc", "v1.0.3") == "1.1.12");
    CHECK(mended_in("runc", "1.1.12").empty());
    CHECK(mended_in("runc", "1.2.0").empty());
    CHECK(mended_in("Engine", "23.0.14") == "23.0.15");
    CHECK(mended_in("Engine", "23.0.15").empty());
    CHECK(mended_in("Engine", "24.0.9") == "27.1.1");
    CHECK(mended_in("Engine", "26.1.4") == "26.1.5");
    CHECK(mended_in("Engine", "27.1.0") == "27.1.1");
    CHECK(mended_in("Engine", "28.2.2").empty());
    CHECK(mended_in("containerd", "1.0.0").empty());
    CHECK(known_hole({"runc", "1.1.11"})->id == "CVE-2024-21626");
}

TEST_CASE("a version that a distribution made is not judged by its numbers") {
    for (const auto* version :
         {"1.1.5+ds1", "20.10.24+dfsg1", "1.1.7-0ubuntu1~22.04.1", "1.2.0-rc.1", "", "1", "1.1",
          "1.1.", "1.1.5.", ".1.1", "1..1", "v", "1.1.99999999999"}) {
        CAPTURE(version);
        CHECK(mended_in("runc", version).empty());
        CHECK_FALSE(deploy::is_plain_version(version));
    }
}
