// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cstdint>

namespace deploy {

/// How many parts the S3 API joins at most.
inline constexpr std::int64_t most_s3_parts = 10'000;

/// The bytes of each part but the last of a file of `whole` bytes: the MiB that are wished for, or
/// as many more as it takes to come out with the parts that there may be.
[[nodiscard]] constexpr std::int64_t s3_part_size(std::int64_t whole, std::int64_t wished) {
    constexpr std::int64_t mebi = std::int64_t{1} << 20;
    const auto least = (whole + most_s3_parts - 1) / most_s3_parts;
    return std::max(wished, (least + mebi - 1) / mebi) * mebi;
}

} // namespace deploy
