// SPDX-License-Identifier: MIT
// The file in the archive that the engine gives: any bytes give a part of themselves or an error,
// and an archive made here gives its file, or an error once it is cut. The input: the length of an
// extended header, where to cut, then the content.
#include "adapters/kamal_proxy_state.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <array>
#include <cstdio>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

constexpr std::size_t block = 512;

/// An entry of a tar archive, filled up to whole blocks.
std::string entry(char type, std::string_view content) {
    std::string header(block, '\0');
    header.replace(0, 4, "name");
    std::array<char, 13> size{};
    std::snprintf(size.data(), size.size(), "%011zo ", content.size());
    header.replace(124, 12, size.data(), 12);
    header[156] = type;
    auto bytes = header.append(content);
    bytes.resize((bytes.size() + block - 1) / block * block, '\0');
    return bytes;
}

} // namespace

void proxy_archive(std::string_view bytes) {
    Input input{bytes};
    const auto extended = input.below(1200);
    const auto cut = input.below(8192);
    const auto content = input.rest();

    const auto any = file_in_tar(bytes);
    if (any)
        CHECK(bytes.find(*any) != std::string_view::npos);
    else
        CHECK((any.error().is(Errc::corrupt) || any.error().is(Errc::precondition)));

    const auto before = extended == 0 ? std::string{} : entry('x', std::string(extended, 'x'));
    const auto archive = before + entry('0', content) + std::string(2 * block, '\0');
    CHECK(file_in_tar(archive).value() == content);
    const auto part = file_in_tar(std::string_view{archive}.substr(0, cut));
    if (part)
        CHECK_MESSAGE(*part == content, "an archive that was cut short is no success");
    else
        CHECK(part.error().is(Errc::corrupt));
}

} // namespace deploy::fuzz
