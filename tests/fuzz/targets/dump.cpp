// SPDX-License-Identifier: MIT
// A dump of a database as it passes: in any pieces the same rows, the same verdict and the same
// bytes; and nothing that reaches out of the database goes on at the start of a line. The input:
// where to cut, then the dump.
#include "core/dump_reader.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <optional>
#include <system_error>

namespace deploy::fuzz {
namespace {

struct Passed {
    std::string bytes;
    TableRows rows;
    std::int64_t size = 0;
    std::optional<std::error_code> failure;

    friend bool operator==(const Passed&, const Passed&) = default;
};

Passed pass(const std::vector<std::string_view>& parts, DumpReader::Mode mode) {
    Passed out;
    const ByteSink sink = [&](std::string_view bytes) -> Result<> {
        out.bytes += bytes;
        return {};
    };
    DumpReader reader{mode};
    Result<> done{};
    for (const auto& part : parts)
        if (done = reader.feed(part, sink); !done)
            break;
    if (done)
        done = reader.finish(sink);
    if (!done)
        out.failure = done.error().code;
    else
        out.size = reader.size();
    out.rows = reader.rows();
    return out;
}

} // namespace

void dump(std::string_view bytes) {
    Input input{bytes};
    const auto cuts = input.line();
    const auto text = input.rest();

    const auto whole = pass({text}, DumpReader::Mode::all);
    CHECK(whole.bytes == text);
    CHECK((!whole.failure || *whole.failure == make_error_code(Errc::corrupt)));
    CHECK(pass(pieces(text, cuts), DumpReader::Mode::all) == whole);

    const auto loaded = pass({text}, DumpReader::Mode::into_empty);
    CHECK(loaded.bytes.size() <= text.size());
    CHECK(pass(pieces(text, cuts), DumpReader::Mode::into_empty) == loaded);
    if (!loaded.failure) {
        CHECK(loaded.rows == whole.rows);
        CHECK(loaded.size == whole.size);
        CHECK(pass({loaded.bytes}, DumpReader::Mode::into_empty).bytes == loaded.bytes);
    }
}

} // namespace deploy::fuzz
