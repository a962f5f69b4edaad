// SPDX-License-Identifier: MIT
// credentials.yml.enc: any text is proven, refused or malformed; what the key was made for is
// proven, and no longer when one byte of it changes. The input: a key, then either the message or,
// after `+`, a plain text to encrypt.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/rails_credentials.hpp"
#include "helpers/result_text.hpp"

#include <deploy/credentials.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

constexpr std::string_view own_key = "00112233445566778899aabbccddeeff";
constexpr std::string_view digits = "0123456789abcdefABCDEF";

void check_error(const Error& error, std::string_view key) {
    CHECK((error.is(Errc::precondition) || error.is(Errc::corrupt)));
    const bool is_key = key.size() == 32 && key.find_first_not_of(digits) == key.npos;
    if (is_key)
        CHECK_MESSAGE(error.message.find(key) == std::string::npos, "the key stays secret");
}

void check_encrypted(std::string_view plain, std::size_t place, unsigned char mask) {
    constexpr std::size_t longest = 122;
    auto message = test::encrypt_credentials(own_key, plain.substr(0, longest));
    CHECK(prove_master_key(own_key, message));
    CHECK(prove_master_key(own_key, message + "\r\n"));
    CHECK_FALSE(prove_master_key("ffeeddccbbaa99887766554433221100", message));
    auto& byte = message[place % message.size()];
    byte = static_cast<char>(byte ^ mask);
    if (mask != 0)
        CHECK_MESSAGE(!prove_master_key(own_key, message), "a changed byte is noticed");
}

} // namespace

void credentials(std::string_view bytes) {
    Input input{bytes};
    if (bytes.starts_with('+')) {
        input.byte();
        const auto place = input.below(1000);
        const auto mask = input.byte();
        check_encrypted(input.rest(), place, mask);
        return;
    }
    const auto key = input.line();
    for (const auto tried : {key, own_key})
        if (const auto proven = prove_master_key(tried, input.rest()); !proven)
            check_error(proven.error(), tried);
}

} // namespace deploy::fuzz
