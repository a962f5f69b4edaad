// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/container.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// How a container came to its end, in words: "it was killed for memory", "it exited with code 1".
[[nodiscard]] std::string describe_end(const Container& container);

/// A known cause found in the last log lines of a candidate, with what to do; empty if none is
/// known.
[[nodiscard]] std::string diagnose(std::string_view log);

/// The log's last `lines` lines made safe to show: control bytes neutralised, and the values of
/// the container's own environment that may be secrets replaced.
[[nodiscard]] std::string safe_log(std::string_view log, const Container& container, int lines);

} // namespace deploy
