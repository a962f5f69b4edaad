// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace deploy::cli {

/// One line on a terminal that tells how many bytes passed; nothing elsewhere.
class ByteProgress {
public:
    ByteProgress(std::ostream& out, const Terminal& terminal, std::string what);
    ~ByteProgress();
    ByteProgress(const ByteProgress&) = delete;
    ByteProgress& operator=(const ByteProgress&) = delete;
    void tell(std::int64_t bytes);

private:
    std::ostream& out_;
    bool drawn_on_;
    std::string what_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace deploy::cli
