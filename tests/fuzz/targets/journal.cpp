// SPDX-License-Identifier: MIT
// The journal's bytes: never a crash; what is read writes and reads the same; the start of a
// journal is a start of its history; and a flipped bit never makes up a record. The input: `s`
// where the lines are payloads that want their checksum, else the bytes as they are; where to cut;
// where to flip.
#include "adapters/file_journal.hpp"
#include "adapters/journal_line.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

std::string sealed(std::string_view text) {
    std::string bytes;
    for (const auto& line : split(text, '\n')) {
        boost::system::error_code failed;
        const auto value = boost::json::parse(line, failed);
        const auto* record = failed ? nullptr : value.if_object();
        bytes += record != nullptr ? seal_payload(*record) : line + "\n";
    }
    return bytes;
}

std::string lines_of(const std::vector<Record>& records) {
    std::string bytes;
    for (const auto& record : records)
        bytes += journal_line(record);
    return bytes;
}

/// What a damaged journal gives is a start of what it held.
void check_start(const Result<JournalContent>& read, const std::string& written) {
    if (read)
        CHECK(written.starts_with(lines_of(read->records)));
    else
        CHECK(read.error().is(Errc::corrupt));
}

} // namespace

void journal(std::string_view bytes) {
    Input input{bytes};
    const bool payloads = input.byte() == 's';
    const auto cut = input.below(8192);
    const auto place = input.below(8192);
    const auto bit = input.byte() % 8;
    input.line();
    const auto held = payloads ? sealed(input.rest()) : std::string{input.rest()};

    const auto content = parse_journal(held, "journal");
    if (!content) {
        CHECK(content.error().is(Errc::corrupt));
        CHECK(content.error().message.starts_with("journal:"));
        return;
    }
    CHECK(content->end <= held.size());
    const auto written = lines_of(content->records);
    const auto again = parse_journal(written, "journal");
    REQUIRE(again);
    CHECK(again->end == written.size());
    CHECK(lines_of(again->records) == written);

    const auto torn = parse_journal(std::string_view{written}.substr(0, cut), "journal");
    REQUIRE_MESSAGE(torn, "a torn tail is no damage");
    check_start(torn, written);

    auto flipped = written;
    if (place < flipped.size())
        flipped[place] = static_cast<char>(flipped[place] ^ (1 << bit));
    check_start(parse_journal(flipped, "journal"), written);
}

} // namespace deploy::fuzz
