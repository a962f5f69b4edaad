// SPDX-License-Identifier: MIT
#include "byte_progress.hpp"

#include "format.hpp"

#include <ostream>

namespace deploy::cli {

ByteProgress::ByteProgress(std::ostream& out, const Terminal& terminal, std::string what)
    : out_{out}, drawn_on_{terminal.interactive}, what_{std::move(what)} {}

ByteProgress::~ByteProgress() {
    if (drawn_on_)
        out_ << "\r\x1b[K" << std::flush;
}

void ByteProgress::tell(std::int64_t bytes) {
    if (!drawn_on_)
        return;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began_);
    out_ << '\r' << what_ << "  " << format_elapsed(elapsed) << "  " << format_bytes(bytes)
         << "\x1b[K" << std::flush;
}

} // namespace deploy::cli
