// SPDX-License-Identifier: MIT
// The file of the master key: its content less one line end, or a refusal that does not show it.
#include "fuzz/targets.hpp"
#include "helpers/program.hpp"

#include <algorithm>
#include <deploy/credentials.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

std::string_view without_line_end(std::string_view text) {
    for (const std::string_view end : {"\r\n", "\n"})
        if (text.ends_with(end))
            return text.substr(0, text.size() - end.size());
    return text;
}

bool blank(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return std::string_view{" \t\r\n\v\f"}.find(c) != std::string_view::npos;
    });
}

} // namespace

void master_key(std::string_view bytes) {
    static const test::TemporaryFolder scratch;
    const auto file = scratch.path() / "master.key";
    test::write_file(file, std::string{bytes});
    const auto expected = without_line_end(bytes);

    const auto key = read_master_key(file, scratch.path());

    CHECK(key.has_value() == !blank(expected));
    if (key)
        CHECK(*key == expected);
    else
        CHECK(key.error().is(Errc::precondition));
}

} // namespace deploy::fuzz
