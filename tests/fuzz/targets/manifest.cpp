// SPDX-License-Identifier: MIT
// What stands beside a backup, and what a backup's name tells: what is read writes and reads the
// same. The input: a name, then the manifest.
#include "core/backup_name.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

void manifest(std::string_view bytes) {
    Input input{bytes};
    const auto name = input.line();
    if (const auto read = parse_backup_name(name, "psyfit")) {
        CHECK(read->text() == name);
        CHECK(read->database == "psyfit");
    }
    (void)time_of_stamp(std::string{name});

    boost::system::error_code unreadable;
    const auto value = boost::json::parse(input.rest(), unreadable);
    if (unreadable)
        return;
    const auto read = manifest_from_json(value);
    if (!read) {
        CHECK(read.error().is(Errc::corrupt));
        return;
    }
    const auto text = boost::json::serialize(to_json(*read));
    const auto again = manifest_from_json(boost::json::parse(text));
    REQUIRE_MESSAGE(again, text);
    CHECK(boost::json::serialize(to_json(*again)) == text);
    (void)read->total_rows();
}

} // namespace deploy::fuzz
