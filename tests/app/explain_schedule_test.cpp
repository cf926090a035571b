#include "app/explain_schedule.hpp"

#include "clocks/zone_database.hpp"

#include <gtest/gtest.h>

namespace privman::app {
namespace {

using namespace std::chrono_literals;

std::optional<WallTime> at(const std::string& text, const std::string& zone = "America/New_York") {
    const clocks::ZoneDatabase zones;
    return moment_at(text, zone, zones);
}

WallTime utc(int year, unsigned month, unsigned day, int hour, int minute) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute};
}

TEST(MomentAt, ReadsAnOffset) {
    EXPECT_EQ(at("2026-03-08T02:30:00-05:00"), utc(2026, 3, 8, 7, 30));
    EXPECT_EQ(at("2026-03-08T02:30+05:30"), utc(2026, 3, 7, 21, 0));
    EXPECT_EQ(at("2026-03-08T02:30Z"), utc(2026, 3, 8, 2, 30));
}

TEST(MomentAt, ReadsTheZoneWithoutAnOffset) {
    EXPECT_EQ(at("2026-01-15T12:00"), utc(2026, 1, 15, 17, 0));
    EXPECT_EQ(at("2026-07-15 12:00"), utc(2026, 7, 15, 16, 0));
    EXPECT_EQ(at("2026-07-15T12:00", "Asia/Kolkata"), utc(2026, 7, 15, 6, 30));
}

TEST(MomentAt, FindsNoMomentForATimeThatTheClocksSkip) {
    EXPECT_EQ(at("2026-03-08T02:30"), std::nullopt);
    EXPECT_TRUE(at("2026-03-08T01:59"));
    EXPECT_TRUE(at("2026-03-08T03:00"));
}

TEST(MomentAt, TakesTheFirstOfATimeThatTheClocksRepeat) { EXPECT_EQ(at("2026-11-01T01:30"), utc(2026, 11, 1, 5, 30)); }

TEST(MomentAt, ReadsTheLargestOffsetsOfTheWorld) {
    EXPECT_EQ(at("2026-07-15T12:00", "Pacific/Kiritimati"), utc(2026, 7, 14, 22, 0));
    EXPECT_EQ(at("2026-07-15T12:00", "Pacific/Pago_Pago"), utc(2026, 7, 15, 23, 0));
}

TEST(MomentAt, RefusesEverythingElse) {
    for (const auto* text :
         {"", "now", "2026-02-30T12:00", "2026-03-08", "2026-03-08T24:00", "2026-03-08T12:60", "2026-03-08T12:00:61",
          "2026-03-08T12:00 Europe/Berlin", "2026-03-08T12:00+5", "2026-03-08T12:00+05:00x", "08.03.2026 12:00"})
        EXPECT_EQ(at(text), std::nullopt) << text;
    EXPECT_EQ(at("2026-03-08T12:00", "Nowhere/Land"), std::nullopt);
}

TEST(ExplainSchedule, SaysWhichCopyOfAScheduleInAwsItHasRead) {
    const auto seventh = read_from({.version = 7}, "/p/SCHEDULE");
    EXPECT_NE(seventh.find("version 7 of /p/SCHEDULE"), std::string::npos) << seventh;
    EXPECT_NE(seventh.find("AWS was not asked"), std::string::npos) << seventh;
    EXPECT_NE(read_from({}, "/p/SCHEDULE").find("has seen none"), std::string::npos);
    EXPECT_NE(read_from({.version = 7, .unread = true}, "/p/SCHEDULE").find("an older one"), std::string::npos);
}

TEST(ExplainSchedule, EndsWith0WhenItExplained) {
    EXPECT_EQ(explain_schedule({.at = "2027-02-02T12:00", .schedule = "mon-fri 08:00-17:00 America/Chicago"}), 0);
}

TEST(ExplainSchedule, EndsWith2WhenTheOptionsAreWrong) {
    EXPECT_EQ(explain_schedule({.at = "later", .schedule = "mon-fri 08:00-17:00 America/Chicago"}), 2);
    EXPECT_EQ(explain_schedule({.at = "2027-02-02T12:00", .schedule = "mon-fri 08:00-17:00 Nowhere/Land"}), 2);
    EXPECT_EQ(explain_schedule({.at = "2027-02-02T12:00", .schedule = "nonsense"}), 2);
}

}  // namespace
}  // namespace privman::app
