// SPDX-License-Identifier: MIT
#include "core/cron_time.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace deploy;

namespace {

std::vector<std::string> calendar(std::string_view text) {
    return calendar_events(parse_cron_time(text).value(), "Asia/Tokyo");
}

std::string complaint(std::string_view text) {
    const auto parsed = parse_cron_time(text);
    if (parsed)
        return "accepted";
    CHECK(parsed.error().is(Errc::invalid_input));
    return parsed.error().message;
}

} // namespace

TEST_CASE("the times of the guide become times of systemd timers") {
    CHECK(calendar("*/5 * * * *") == std::vector<std::string>{"*-*-* *:00..55/5:00 Asia/Tokyo"});
    CHECK(calendar("0 2 * * *") == std::vector<std::string>{"*-*-* 02:00:00 Asia/Tokyo"});
    CHECK(calendar("30 4 1 * *") == std::vector<std::string>{"*-*-01 04:30:00 Asia/Tokyo"});
    CHECK(calendar("0 3 * * 0") == std::vector<std::string>{"Sun *-*-* 03:00:00 Asia/Tokyo"});
    CHECK(calendar("0 3 * * 7") == std::vector<std::string>{"Sun *-*-* 03:00:00 Asia/Tokyo"});
}

TEST_CASE("lists, ranges and steps are understood") {
    CHECK(
        calendar("0,30 9-17/4 * 1-3 1-5") ==
        std::vector<std::string>{"Mon,Tue,Wed,Thu,Fri *-01..03/1-* 09..17/4:00,30:00 Asia/Tokyo"});
    CHECK(calendar("10-50/20 * * * *") ==
          std::vector<std::string>{"*-*-* *:10..50/20:00 Asia/Tokyo"});
    CHECK(calendar("10-40/10 * * * *") ==
          std::vector<std::string>{"*-*-* *:10..40/10:00 Asia/Tokyo"});
}

TEST_CASE("day and weekday together mean either, unless one of them begins with a star") {
    CHECK(calendar("0 0 13 * 5") ==
          std::vector<std::string>{"*-*-13 00:00:00 Asia/Tokyo", "Fri *-*-* 00:00:00 Asia/Tokyo"});
    CHECK(calendar("0 0 */2 * 5") ==
          std::vector<std::string>{"Fri *-*-01..31/2 00:00:00 Asia/Tokyo"});
    const auto either = parse_cron_time("0 0 13 * 5").value();
    CHECK(either.on(1, 13, 2));
    CHECK(either.on(1, 12, 5));
    CHECK_FALSE(either.on(1, 12, 2));
    const auto both = parse_cron_time("0 0 */2 * 5").value();
    CHECK(both.on(1, 13, 5));
    CHECK_FALSE(both.on(1, 13, 2));
    CHECK_FALSE(both.on(1, 12, 5));
}

TEST_CASE("what cron would not take is refused with the field") {
    CHECK(complaint("60 * * * *").find("minute '60'") != std::string::npos);
    CHECK(complaint("* 24 * * *").find("hour '24'") != std::string::npos);
    CHECK(complaint("* * 0 * *").find("day '0'") != std::string::npos);
    CHECK(complaint("* * * 13 *").find("month '13'") != std::string::npos);
    CHECK(complaint("* * * * 8").find("weekday '8'") != std::string::npos);
    for (const auto* wrong : {"5/10 * * * *", "*/0 * * * *", "9-3 * * * *", "1-2-3 * * * *",
                              "1, * * * *", ", * * * *", "- * * * *", "*/ * * * *", "** * * * *",
                              "99999999999 * * * *", "+1 * * * *", "mon * * * *"})
        CHECK_MESSAGE(complaint(wrong) != "accepted", wrong);
    for (const auto* wrong : {"", "* * * *", "* * * * * *", "*  * * *", " * * * * *"})
        CHECK_MESSAGE(complaint(wrong) != "accepted", wrong);
}

TEST_CASE("a date that no month has is refused, where no weekday comes to its help") {
    CHECK(complaint("0 0 30 2 *") == "'0 0 30 2 *' never comes");
    CHECK(complaint("0 0 31 4,6,9,11 *") == "'0 0 31 4,6,9,11 *' never comes");
    CHECK(parse_cron_time("0 0 29 2 *"));
    CHECK(parse_cron_time("0 0 30 2 1"));
}

TEST_CASE("any text is either refused or a time that comes") {
    std::mt19937 random{20261125};
    constexpr std::string_view letters = "0123456789*,-/ ***";
    int accepted = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string text;
        for (int field = 0; field < 5; ++field) {
            text += field == 0 ? "" : " ";
            for (auto left = 1 + random() % 3; left > 0; --left)
                text += letters[random() % letters.size()];
        }
        if (const auto parsed = parse_cron_time(text)) {
            ++accepted;
            CHECK(parsed->minutes.any());
            CHECK(parsed->hours.any());
            CHECK_FALSE(calendar_events(*parsed, "UTC").empty());
        }
    }
    CHECK(accepted > 50);
}
