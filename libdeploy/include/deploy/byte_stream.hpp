// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <deploy/result.hpp>
#include <functional>
#include <span>
#include <string_view>

namespace deploy {

/// Fills the buffer and gives how many bytes it has now; 0 at the end.
using ByteSource = std::function<Result<std::size_t>(std::span<char>)>;
/// Takes bytes in their order; the view is good until it returns.
using ByteSink = std::function<Result<>(std::string_view)>;

} // namespace deploy
