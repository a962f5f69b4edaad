// SPDX-License-Identifier: MIT
// The address of a remote, from any text; a password that is in it is in no message. The input: any
// URL, or, after `+`, a password and the rest of a URL around it.
#include "adapters/git_credentials.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

/// A password between marks, so that it is no ordinary word.
constexpr std::string_view opening = "Zq", closing = "qZ";

void check_silent(const std::string& url) {
    const auto address = git::parse_remote_url(url);
    const auto credentials = git::Credentials::find(Config::Source{}, address);
    if (!credentials)
        return;
    const auto refusal = credentials->refusal(url);
    CHECK_FALSE(refusal.message.empty());
    const auto& password = address.password;
    if (!password.starts_with(opening) || !password.ends_with(closing) || password.size() < 6)
        return;
    CHECK(refusal.message.find(password) == std::string::npos);
    CHECK(refusal.fix.find(password) == std::string::npos);
}

} // namespace

void git_address(std::string_view bytes) {
    Input input{bytes};
    if (!bytes.starts_with('+')) {
        const auto address = git::parse_remote_url(bytes);
        CHECK_FALSE((address.scheme == "ssh" && address.port == 0));
        check_silent(std::string{bytes});
        return;
    }
    input.byte();
    const auto line = split(input.line(), '\0').front(); // libgit2's URLs end at a NUL
    const auto password = std::string{opening}.append(line).append(closing);
    const auto rest = std::string{input.rest()};
    check_silent("https://user:" + password + "@" + rest);
    check_silent("ssh://user:" + password + "@" + rest);
}

} // namespace deploy::fuzz
