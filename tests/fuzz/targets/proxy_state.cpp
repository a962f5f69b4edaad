// SPDX-License-Identifier: MIT
// The proxy's state file: any bytes are a route, none or an error; a route keeps in the journal,
// and the command that puts it in force says every option that is in use. The input: a service,
// then the file.
#include "adapters/kamal_proxy_command.hpp"
#include "adapters/kamal_proxy_options.hpp"
#include "adapters/kamal_proxy_state.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <deploy/json.hpp>
#include <doctest/doctest.h>
#include <set>

namespace deploy::fuzz {

namespace {

namespace json = boost::json;
using Texts = std::multiset<std::string>;

/// What stands behind the `=` of each argument, durations in nanoseconds.
Texts said_by(const std::vector<std::string>& command) {
    Texts said;
    for (const auto& argument : command) {
        auto value = argument.substr(std::min(argument.find('=') + 1, argument.size()));
        const auto unit = std::min(value.find_first_not_of("-0123456789"), value.size());
        const auto zeros = value.substr(unit) == "s" ? 9U : value.substr(unit) == "ms" ? 6U : 0U;
        if (unit > 0 && (zeros > 0 || value.substr(unit) == "ns"))
            value = value.substr(0, unit) + std::string(zeros, '0');
        said.insert(value);
    }
    return said;
}

/// The texts of every option that is in use, down to the last.
void in_use(const json::value& value, Texts& texts) {
    if (is_unset(value))
        return;
    if (const auto* object = value.if_object())
        for (const auto& [key, inner] : *object)
            in_use(inner, texts);
    else if (const auto* list = value.if_array())
        for (const auto& item : *list)
            in_use(item, texts);
    else if (value.is_string())
        texts.emplace(value.get_string());
    else if (value.is_int64())
        texts.insert(std::to_string(value.get_int64()));
    else
        texts.insert("true");
}

void check_command(const Route& route) {
    const auto command = deploy_command(route, {});
    if (!command) {
        CHECK_FALSE(command.error().message.empty());
        return;
    }
    REQUIRE(command->size() >= 4);
    CHECK(command->at(2) == route.service);
    CHECK(command->at(3) == "--target=" + route.target);
    CHECK(std::all_of(command->begin() + 3, command->end(),
                      [](const auto& each) { return each.starts_with("--"); }));
    auto said = said_by(*command);
    Texts wanted;
    in_use(route.options, wanted);
    for (auto text : wanted) {
        if (text.starts_with("https://acme-staging")) // --tls-staging=true
            text = "true";
        const auto found = said.find(text);
        REQUIRE_MESSAGE(found != said.end(), "an option is lost: ", text);
        said.erase(found);
    }
}

} // namespace

void proxy_state(std::string_view bytes) {
    Input input{bytes};
    const auto service = input.line();
    const auto read = route_from_state(input.rest(), service);
    if (!read) {
        CHECK(read.error().is(Errc::corrupt));
        return;
    }
    if (!*read)
        return;
    const auto& route = **read;
    CHECK(route.service == service);
    CHECK_FALSE(route.target.empty());
    CHECK((route.target_host() + ":").size() > 0);
    (void)route.target_port();
    const auto kept = route_from_json(to_json(route));
    REQUIRE(kept);
    CHECK(to_json(*kept) == to_json(route));
    check_command(route);
    check_command(route.to("abcdef012345:3000"));
}

} // namespace deploy::fuzz
