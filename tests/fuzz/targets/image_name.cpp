// SPDX-License-Identifier: MIT
// The name of an image as the engine or a person tells it: repository and tag are what was told,
// and nothing besides; cleanup decides by them.
#include "core/image_name.hpp"
#include "fuzz/targets.hpp"

#include <doctest/doctest.h>
#include <string>

namespace deploy::fuzz {

void image_name(std::string_view bytes) {
    const std::string repository{repository_of(bytes)};
    const std::string tag{tag_of(bytes)};
    const bool tagged = repository.size() != bytes.size();
    CHECK(repository + (tagged ? ":" : "") + tag == bytes);
    CHECK(tag.find_first_of("/") == std::string::npos);
    if (!tagged) // every colon is of a registry's port
        CHECK(bytes.substr(bytes.rfind('/') + 1).find(':') == std::string_view::npos);
}

} // namespace deploy::fuzz
