// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/run_end.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace deploy {

/// What a call of the program on the server said of a failure: the last JSON document of its output
/// and, where there is none, the first line of its errors.
class RemoteSaid {
public:
    void take(std::string_view line) {
        if (auto end = run_end_in(line))
            end_ = std::move(*end);
    }
    void take_error(std::string_view line) {
        if (first_error_.empty())
            first_error_ = line;
    }
    [[nodiscard]] const std::optional<RunEnd>& end() const { return end_; }
    /// The end as it was told, else as far as the exit code of `server` tells it.
    [[nodiscard]] RunEnd end_with(int code, const std::string& server) const;

private:
    std::optional<RunEnd> end_{};
    std::string first_error_{};
};

} // namespace deploy
