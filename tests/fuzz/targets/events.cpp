// SPDX-License-Identifier: MIT
// The lines that tell a run from afar: never a crash; numbers only rise; and what was understood is
// written and understood again in the same way.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <deploy/event_reader.hpp>
#include <deploy/event_writer.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {
namespace {

const SafeText safe{Config{}};

std::chrono::system_clock::time_point no_time() { return {}; }

/// What the lines tell, written anew.
std::vector<std::string> retold(const std::vector<std::string>& lines) {
    std::vector<std::string> out;
    EventWriter writer{[&](std::string_view line) { out.emplace_back(line); }, safe, no_time};
    EventReader reader{writer};
    std::uint64_t last = 0;
    for (const auto& line : lines) {
        const auto fed = reader.feed(line);
        if (!fed) {
            CHECK(fed.error().is(Errc::corrupt));
            CHECK_MESSAGE(reader.last() == last, "a line that cannot be read moves nothing on");
        }
        CHECK(reader.last() >= last);
        last = reader.last();
        CHECK_MESSAGE(reader.feed(line).has_value() == fed.has_value(),
                      "the same line again says the same");
    }
    if (reader.end())
        writer.end(*reader.end());
    return out;
}

} // namespace

void events(std::string_view bytes) {
    const auto once = retold(split(bytes, '\n'));
    CHECK(retold(once) == once);
}

} // namespace deploy::fuzz
