// SPDX-License-Identifier: MIT
#include "adapters/s3_parts.hpp"

#include <doctest/doctest.h>

using namespace deploy;

namespace {

constexpr std::int64_t mebi = std::int64_t{1} << 20;
constexpr std::int64_t tebi = std::int64_t{1} << 40;

std::int64_t parts(std::int64_t whole, std::int64_t wished) {
    const auto step = s3_part_size(whole, wished);
    return (whole + step - 1) / step;
}

} // namespace

TEST_CASE("parts have the size that is wished for as long as they are not too many") {
    CHECK(s3_part_size(1, 64) == 64 * mebi);
    CHECK(s3_part_size(10'000 * 5 * mebi, 5) == 5 * mebi);
    CHECK(parts(10'000 * 5 * mebi, 5) == 10'000);
}

TEST_CASE("parts grow by whole MiB where there would be more than the API joins") {
    CHECK(s3_part_size(10'000 * 5 * mebi + 1, 5) == 6 * mebi);
    CHECK(s3_part_size(5 * tebi, 64) == 525 * mebi);
    for (const auto whole : {10'000 * 5 * mebi + 1, 123'456'789'012, tebi, 5 * tebi})
        for (const auto wished : {5, 64, 1024}) {
            CHECK(parts(whole, wished) <= most_s3_parts);
            CHECK(s3_part_size(whole, wished) % mebi == 0);
            CHECK(s3_part_size(whole, wished) >= wished * mebi);
        }
}
