// SPDX-License-Identifier: MIT
// The table of `kamal-proxy list`: any bytes are a table or not, and one made as the proxy makes it
// names exactly the services in it. The input: where to cut, then a service a line.
#include "adapters/kamal_proxy_state.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

using Row = std::array<std::string, 6>;

/// Every cell coloured and filled up, as the proxy does it.
std::string printed(const std::vector<Row>& rows) {
    std::string text;
    for (std::size_t line = 0; line < rows.size(); ++line) {
        for (std::size_t column = 0; column < rows[line].size(); ++column) {
            const auto& cell = rows[line][column];
            const char* const first = line == 0 ? "\x1b[3;94m" : "\x1b[1;34m";
            text += line == 0 || column == 0 ? first : "\x1b[m";
            text += cell + "\x1b[0m" + std::string(cell.size() < 12 ? 14 - cell.size() : 2, ' ');
        }
        text += '\n';
    }
    return text;
}

bool is_name(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

void proxy_list(std::string_view bytes) {
    Input input{bytes};
    const auto cut = input.below(4096);
    const auto names = split(input.rest(), '\n');

    for (const auto& name : {names.front(), std::string{"web"}})
        if (const auto any = list_names_service(input.rest(), name); !any)
            CHECK(any.error().is(Errc::corrupt));

    std::vector<Row> rows{{"Service", "Host", "Path", "Target", "State", "TLS"}};
    for (const auto& name : names)
        if (is_name(name) && name != "Service")
            rows.push_back({name, "*", "/", "abcdef012345:3000", "running", "no"});
    const auto table = printed(rows);
    for (const auto& row : rows)
        CHECK(list_names_service(table, row[0]).value() == (&row != &rows.front()));
    CHECK_FALSE(list_names_service(table, "no such service").value());
    const auto part = list_names_service(std::string_view{table}.substr(0, cut), "no such service");
    CHECK((!part || !*part));
}

} // namespace deploy::fuzz
