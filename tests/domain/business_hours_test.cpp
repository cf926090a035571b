#include "domain/business_hours.hpp"

#include "tests/domain/zone_help.hpp"

#include <gtest/gtest.h>

namespace privman {
namespace {

using namespace std::chrono_literals;
using std::chrono::Friday;
using std::chrono::Monday;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::Thursday;
using std::chrono::Tuesday;
using testing_time::open_in;
using testing_time::schedule;
using testing_time::utc;

const BusinessHours office{{{Monday, 8h, 17h}, {Friday, 8h, 14h}}, "UTC"};
const BusinessHours night{{{Sunday, 22h, 30h}}, "UTC"};

TEST(BusinessHours, AWindowHoldsItsFirstSecondAndNotItsLast) {
    EXPECT_FALSE(open_at(office, {Monday, 8h - 1s}));
    EXPECT_TRUE(open_at(office, {Monday, 8h}));
    EXPECT_TRUE(open_at(office, {Monday, 17h - 1s}));
    EXPECT_FALSE(open_at(office, {Monday, 17h}));
}

TEST(BusinessHours, EachDayHasItsOwnHours) {
    EXPECT_TRUE(open_at(office, {Monday, 15h}));
    EXPECT_FALSE(open_at(office, {Friday, 15h}));
    EXPECT_FALSE(open_at(office, {Tuesday, 10h}));
}

TEST(BusinessHours, AWindowOverMidnightBelongsToTheDayOnWhichItBegins) {
    EXPECT_TRUE(open_at(night, {Sunday, 23h}));
    EXPECT_TRUE(open_at(night, {Monday, 5h + 59min}));
    EXPECT_FALSE(open_at(night, {Monday, 6h}));
    EXPECT_FALSE(open_at(night, {Sunday, 5h}));
    EXPECT_FALSE(open_at(night, {Monday, 23h}));
}

TEST(BusinessHours, AWholeDayEndsAtMidnight) {
    const BusinessHours whole{{{Saturday, 0h, 24h}}, "UTC"};
    EXPECT_TRUE(open_at(whole, {Saturday, 0s}));
    EXPECT_TRUE(open_at(whole, {Saturday, 24h - 1s}));
    EXPECT_FALSE(open_at(whole, {Sunday, 0s}));
}

TEST(BusinessHours, NoHoursAreNeverOpen) { EXPECT_FALSE(open_at(BusinessHours{{}, "UTC"}, {Monday, 12h})); }

TEST(BusinessHours, LocalMomentsFollowTheOffsetOverMidnight) {
    const ZoneSpan kiritimati{WallTime{}, WallTime::max(), 14h};
    EXPECT_EQ(local(kiritimati, utc("2026-03-08 12:30")), (LocalMoment{Monday, 2h + 30min}));
    const ZoneSpan samoa{WallTime{}, WallTime::max(), -11h};
    EXPECT_EQ(local(samoa, utc("2026-03-09 10:59")), (LocalMoment{Sunday, 23h + 59min}));
}

TEST(BusinessHours, LocalMomentsCutFractionsOfASecond) {
    const ZoneSpan span{WallTime{}, WallTime::max(), 0s};
    EXPECT_EQ(local(span, utc("2026-03-08 08:00") - 1ms), (LocalMoment{Sunday, 8h - 1s}));
}

TEST(BusinessHours, LocalMomentsBefore1970AreRight) {
    const ZoneSpan span{WallTime::min(), WallTime::max(), -1h};
    EXPECT_EQ(local(span, utc("1970-01-01 00:30")), (LocalMoment{std::chrono::Wednesday, 23h + 30min}));
}

TEST(BusinessHours, ARepeatedHourIsOpenBothTimes) {
    const auto hours = schedule("sun 01:00-02:00 America/New_York");
    EXPECT_TRUE(open_in(hours, utc("2026-11-01 05:30")));
    EXPECT_TRUE(open_in(hours, utc("2026-11-01 06:30")));
    EXPECT_FALSE(open_in(hours, utc("2026-11-01 07:00")));
}

TEST(BusinessHours, ASkippedHourIsNeverOpen) {
    const auto hours = schedule("sun 02:00-03:00 America/New_York");
    EXPECT_FALSE(open_in(hours, utc("2026-03-08 07:00") - 1ms));
    EXPECT_FALSE(open_in(hours, utc("2026-03-08 07:00")));
    EXPECT_TRUE(open_in(hours, utc("2026-03-15 06:30")));
}

TEST(BusinessHours, TheClosedPartOfAnOfficeWeekIs123Hours) {
    EXPECT_EQ(closed_per_week(schedule("mon-fri 08:00-17:00 UTC")), 123h);
    EXPECT_EQ(closed_percent(schedule("mon-fri 08:00-17:00 UTC")), 73);
    EXPECT_EQ(closed_percent(schedule("mon-fri 09:00-17:00 UTC")), 76);
}

TEST(BusinessHours, OverlappingWindowsCountOnce) {
    EXPECT_EQ(closed_per_week(schedule("mon 08:00-12:00 10:00-14:00 UTC")), 168h - 6h);
    EXPECT_EQ(closed_per_week(schedule("sun 22:00-06:00, mon 05:00-07:00 UTC")), 168h - 9h);
}

TEST(BusinessHours, OnlyNeverAndAlwaysAreSaidAsZeroAndAHundred) {
    EXPECT_EQ(closed_percent(schedule("mon-sun 24h UTC")), 0);
    EXPECT_EQ(closed_percent(BusinessHours{{}, "UTC"}), 100);
    EXPECT_EQ(closed_percent(schedule("mon 08:00-08:01 UTC")), 99);
    EXPECT_EQ(closed_percent(schedule("mon-sat 24h sun 00:00-23:59 UTC")), 1);
}

TEST(BusinessHours, AreSaidInWords) {
    EXPECT_EQ(in_words(schedule("mon-fri 08:00-17:00 America/Chicago")), "Mon–Fri 08:00–17:00 America/Chicago");
    EXPECT_EQ(in_words(schedule("mon-thu 8:00-17:00, fri 8:00-14:00 Europe/Berlin")),
              "Mon–Thu 08:00–17:00, Fri 08:00–14:00 Europe/Berlin");
    EXPECT_EQ(in_words(schedule("mon wed 08:00-12:00 13:00-17:00 UTC")), "Mon, Wed 08:00–12:00 and 13:00–17:00 UTC");
    EXPECT_EQ(in_words(schedule("fri-mon 22:00-6:00 UTC")), "Fri–Mon 22:00–06:00 UTC");
    EXPECT_EQ(in_words(schedule("mon-sun 24h UTC")), "Mon–Sun 00:00–24:00 UTC");
}

}  // namespace
}  // namespace privman
