#include "domain/next_switch.hpp"

#include "tests/domain/zone_help.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace privman {
namespace {

using namespace std::chrono_literals;
using testing_time::open_in;
using testing_time::schedule;
using testing_time::spans_of;
using testing_time::utc;
using testing_time::utc_text;

struct Change {
    const char* what;
    const char* schedule;
    const char* now;  ///< UTC, as every moment here
    bool open_now;
    const char* next;
};

void PrintTo(const Change& change, std::ostream* out) { *out << testing_time::row_name(change.what); }

class NextSwitch : public ::testing::TestWithParam<Change> {};

TEST_P(NextSwitch, IsExactWhenTheClocksChange) {
    const auto hours = schedule(GetParam().schedule);
    const auto now = utc(GetParam().now);
    ASSERT_EQ(open_in(hours, now), GetParam().open_now);

    const auto next = next_switch(hours, now, spans_of(hours.zone));

    ASSERT_TRUE(next);
    EXPECT_EQ(utc_text(*next), GetParam().next);
    EXPECT_EQ(open_in(hours, *next - 1ms), GetParam().open_now);
    EXPECT_NE(open_in(hours, *next), GetParam().open_now);
}

constexpr Change changes[] = {
    {"a window that begins in the skipped hour begins when the clocks have jumped", "sun 02:30-04:00 America/New_York",
     "2026-03-08 06:00", false, "2026-03-08 07:00"},
    {"a window that ends in the skipped hour ends at the jump", "sun 01:30-02:30 America/New_York", "2026-03-08 06:45",
     true, "2026-03-08 07:00"},
    {"a night that loses an hour ends by the clock", "sat 22:00-06:00 America/New_York", "2026-03-08 04:00", true,
     "2026-03-08 10:00"},
    {"a repeated window opens a second time", "sun 01:00-01:30 America/New_York", "2026-11-01 05:30", false,
     "2026-11-01 06:00"},
    {"a window with a repeated beginning closes at the change", "sun 01:30-03:00 America/New_York", "2026-11-01 05:45",
     true, "2026-11-01 06:00"},
    {"and opens again half an hour later", "sun 01:30-03:00 America/New_York", "2026-11-01 06:00", false,
     "2026-11-01 06:30"},
    {"a night that gains an hour ends by the clock", "sat 22:00-06:00 America/New_York", "2026-11-01 02:00", true,
     "2026-11-01 11:00"},
    {"the weekend in which clocks jump is an hour shorter", "mon-fri 08:00-17:00 America/New_York", "2026-03-06 22:00",
     false, "2026-03-09 12:00"},
    {"a window that is skipped altogether waits a week", "sun 02:00-03:00 Europe/Berlin", "2026-03-28 12:00", false,
     "2026-04-05 00:00"},
    {"the end in the repeated hour comes first time round", "mon-sun 22:00-02:30 Europe/Berlin", "2026-10-25 00:15",
     true, "2026-10-25 00:30"},
    {"and the change lets people in again", "mon-sun 22:00-02:30 Europe/Berlin", "2026-10-25 00:45", false,
     "2026-10-25 01:00"},
    {"London jumps at one", "sun 00:30-01:30 Europe/London", "2026-03-29 00:45", true, "2026-03-29 01:00"},
    {"London repeats from one", "sun 01:30-02:00 Europe/London", "2026-10-25 01:00", false, "2026-10-25 01:30"},
    {"the south jumps in October", "sun 02:15-03:15 Australia/Sydney", "2026-10-03 15:00", false, "2026-10-03 16:00"},
    {"the south repeats in April", "sun 02:15-02:45 Australia/Sydney", "2026-04-04 15:50", false, "2026-04-04 16:15"},
    {"half an hour is skipped", "sun 02:10-02:50 Australia/Lord_Howe", "2026-10-03 15:00", false, "2026-10-03 15:30"},
    {"half an hour is repeated", "sun 01:40-01:50 Australia/Lord_Howe", "2026-04-04 14:55", false, "2026-04-04 15:10"},
    {"an offset of half an hour", "mon-fri 09:30-18:00 Asia/Kolkata", "2026-07-03 12:30", false, "2026-07-06 04:00"},
    {"an offset of three quarters", "mon-fri 10:00-17:00 Asia/Kathmandu", "2026-07-06 03:00", false,
     "2026-07-06 04:15"},
    {"a jump at a half-hour offset", "sun 02:15-05:00 America/St_Johns", "2026-03-08 05:00", false, "2026-03-08 05:30"},
    {"a repetition at one minute past midnight brings Saturday back", "sat 23:10-23:30 America/St_Johns",
     "2010-11-07 02:10", false, "2010-11-07 02:40"},
    {"a jump at a quarter to three", "sun 02:50-03:50 Pacific/Chatham", "2026-09-26 14:00", true, "2026-09-26 14:05"},
    {"a repetition at a quarter to four", "sun 02:50-03:30 Pacific/Chatham", "2026-04-04 14:00", false,
     "2026-04-04 14:05"},
    {"midnight itself is skipped", "sun 00:00-01:30 America/Sao_Paulo", "2018-11-04 02:00", false, "2018-11-04 03:00"},
    {"the last hour of Saturday comes twice", "sat 23:00-23:30 America/Sao_Paulo", "2019-02-17 01:45", false,
     "2019-02-17 02:00"},
    {"and since 2019 no more change", "mon-fri 08:00-17:00 America/Sao_Paulo", "2026-11-01 12:00", false,
     "2026-11-02 11:00"},
    {"clocks go back for Ramadan", "mon-sun 02:30-08:00 Africa/Casablanca", "2026-02-15 01:45", true,
     "2026-02-15 02:00"},
    {"and forward after it", "mon-sun 02:30-08:00 Africa/Casablanca", "2026-03-22 01:45", false, "2026-03-22 02:00"},
    {"the skipped Friday opens nobody's door", "fri 09:00-17:00 Pacific/Apia", "2011-12-29 20:00", false,
     "2012-01-05 19:00"},
    {"a night into the skipped day ends at midnight", "thu 22:00-06:00 Pacific/Apia", "2011-12-30 09:00", true,
     "2011-12-30 10:00"},
    {"Saturday follows Thursday", "sat 08:00-12:00 Pacific/Apia", "2011-12-30 09:30", false, "2011-12-30 18:00"},
    {"decades ahead summer time still counts", "mon-fri 08:00-17:00 America/New_York", "2060-07-01 00:00", false,
     "2060-07-01 12:00"},
    {"and winter time too", "mon-fri 08:00-17:00 Europe/Berlin", "2060-12-15 16:30", false, "2060-12-16 07:00"},
    {"no change at all", "mon-fri 08:00-17:00 UTC", "2026-03-09 07:59", false, "2026-03-09 08:00"},
};
INSTANTIATE_TEST_SUITE_P(Table, NextSwitch, ::testing::ValuesIn(changes));

const SpanAt no_zone = [](WallTime) { return std::optional<ZoneSpan>{}; };

TEST(NextSwitchEdges, IsAfterNowAndNeverNow) {
    const auto hours = schedule("mon 08:00-17:00 UTC");
    EXPECT_EQ(next_switch(hours, utc("2026-03-09 08:00"), spans_of("UTC")), utc("2026-03-09 17:00"));
    EXPECT_EQ(next_switch(hours, utc("2026-03-09 08:00") - 1ms, spans_of("UTC")), utc("2026-03-09 08:00"));
}

TEST(NextSwitchEdges, LooksThroughWindowsThatTouchOrOverlap) {
    const auto hours = schedule("mon 08:00-12:00 12:00-17:00 16:00-18:00 UTC");
    EXPECT_EQ(next_switch(hours, utc("2026-03-09 09:00"), spans_of("UTC")), utc("2026-03-09 18:00"));
    const auto days = schedule("mon-tue 24h UTC");
    EXPECT_EQ(next_switch(days, utc("2026-03-09 09:00"), spans_of("UTC")), utc("2026-03-11 00:00"));
}

TEST(NextSwitchEdges, ThereIsNoneWhenNothingEverChanges) {
    EXPECT_FALSE(
        next_switch(schedule("mon-sun 24h Europe/Berlin"), utc("2026-03-28 12:00"), spans_of("Europe/Berlin")));
    EXPECT_FALSE(next_switch(BusinessHours{{}, "UTC"}, utc("2026-03-28 12:00"), spans_of("UTC")));
}

TEST(NextSwitchEdges, ThereIsNoneWhereTheZoneIsNotKnown) {
    const auto hours = schedule("mon 08:00-17:00 UTC");
    EXPECT_FALSE(next_switch(hours, utc("2026-03-09 08:00"), no_zone));
    EXPECT_FALSE(closed_period_start(hours, utc("2026-03-09 07:00"), no_zone));
}

TEST(NextSwitchEdges, ASpanThatDoesNotHoldItsMomentIsNotBelieved) {
    const auto hours = schedule("mon 08:00-17:00 UTC");
    const auto now = utc("2026-03-09 08:00");
    const SpanAt wrong = [&](WallTime) { return ZoneSpan{now - 2h, now - 1h, 0s}; };
    EXPECT_FALSE(next_switch(hours, now, wrong));
    EXPECT_FALSE(closed_period_start(hours, now, wrong));
}

TEST(ClosedPeriodStart, IsWhenTheLastPersonLeft) {
    const auto hours = schedule("mon-fri 08:00-17:00 America/Chicago");
    const auto spans = spans_of(hours.zone);
    EXPECT_EQ(closed_period_start(hours, utc("2026-03-07 12:00"), spans), utc("2026-03-06 23:00"));
    EXPECT_EQ(closed_period_start(hours, utc("2026-03-09 12:59"), spans), utc("2026-03-06 23:00"));
    EXPECT_EQ(closed_period_start(hours, utc("2026-03-06 23:00"), spans), utc("2026-03-06 23:00"));
}

TEST(ClosedPeriodStart, ThereIsNoneWhileSomebodyIsThere) {
    const auto hours = schedule("mon-fri 08:00-17:00 America/Chicago");
    EXPECT_FALSE(closed_period_start(hours, utc("2026-03-09 13:00"), spans_of(hours.zone)));
}

TEST(ClosedPeriodStart, CanBeTheChangeOfTheClocksItself) {
    const auto hours = schedule("sun 01:30-02:30 America/New_York");
    EXPECT_EQ(closed_period_start(hours, utc("2026-03-08 09:00"), spans_of(hours.zone)), utc("2026-03-08 07:00"));
    EXPECT_EQ(closed_period_start(schedule("sun 01:30-03:00 America/New_York"), utc("2026-11-01 06:15"),
                                  spans_of("America/New_York")),
              utc("2026-11-01 06:00"));
}

TEST(ClosedPeriodStart, ThereIsNoneWhenNobodyWasEverThere) {
    EXPECT_FALSE(closed_period_start(BusinessHours{{}, "UTC"}, utc("2026-03-09 13:00"), spans_of("UTC")));
}

}  // namespace
}  // namespace privman
