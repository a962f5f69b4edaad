// SPDX-License-Identifier: MIT
// A crontab with lines of ours and of others, and the times in it: other bytes are never touched,
// and doing it twice is doing it once. The input: the service, a line for its block, the crontab.
#include "core/cron_time.hpp"
#include "core/crontab_block.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {
namespace {

void read_times(std::string_view crontab) {
    for (const auto& line : split(crontab, '\n'))
        if (const auto time = parse_cron_time(line))
            CHECK_FALSE(calendar_events(*time, "Asia/Tokyo").empty());
        else
            CHECK(time.error().is(Errc::invalid_input));
}

} // namespace

void crontab(std::string_view bytes) {
    Input input{bytes};
    const auto service = input.line();
    const std::vector<std::string> ours{"0 3 * * * " + std::string{input.line().substr(0, 80)}};
    const auto before = input.rest();
    read_times(before);
    (void)former_jobs(before);

    const auto with = with_block(before, service, ours);
    if (!with) {
        CHECK(with.error().is(Errc::corrupt));
        CHECK_FALSE(without_block(before, service));
        return;
    }
    const auto block = find_block(*with, service);
    REQUIRE(block);
    REQUIRE(block->has_value());
    CHECK((*block)->lines == ours);
    CHECK(*with_block(*with, service, ours) == *with);

    const auto others = without_block(before, service);
    REQUIRE(others);
    const auto again = without_block(*with, service);
    REQUIRE(again);
    // Only the end that the last line lacked may have come.
    CHECK((*again == *others || *again == *others + "\n"));
}

} // namespace deploy::fuzz
