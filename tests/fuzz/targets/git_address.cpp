// SPDX-License-Identifier: MIT
// The address of a remote, from any text; a password that is in it is in no message. The input: any
// URL, or, after `+`, a password and the rest of a URL around it.
#include "adapters/git_credentials.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

/// Why a remote said no, as it is printed; nothing where no way to prove who we are is found.
std::string refusal_of(const std::string& url) {
    const auto address = git::parse_remote_url(url);
    const auto credentials = git::Credentials::find(Config::Source{}, address);
    if (!credentials)
        return {};
    const auto refusal = credentials->refusal(url);
    CHECK_FALSE(refusal.message.empty());
    return refusal.message + "\n" + refusal.fix;
}

/// Where the URL's reader finds the password, it is not printed.
void check_silent(const std::string& url, const std::string& password) {
    if (git::parse_remote_url(url).password == password)
        CHECK(refusal_of(url).find(password) == std::string::npos);
}

} // namespace

void git_address(std::string_view bytes) {
    Input input{bytes};
    if (!bytes.starts_with('+')) {
        const auto address = git::parse_remote_url(bytes);
        CHECK_FALSE((address.scheme == "ssh" && address.port == 0));
        refusal_of(std::string{bytes});
        return;
    }
    input.byte();
    const auto line = split(input.line(), '\0').front(); // libgit2's URLs end at a NUL
    const auto password = "Zq" + line + "qZ";            // so that it is no ordinary word
    const auto rest = std::string{input.rest()};
    if (rest.find(password) != std::string::npos)
        return;
    check_silent("https://user:" + password + "@" + rest, password);
    check_silent("ssh://user:" + password + "@" + rest, password);
}

} // namespace deploy::fuzz
