#include "domain/loose_schedule.hpp"

#include "domain/chat_command.hpp"
#include "domain/schedule_text.hpp"
#include "tests/domain/zone_help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace privman {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> readings(std::string_view text) {
    std::vector<std::string> all;
    for (const auto& hours : loose_readings(text)) all.push_back(spelling(hours));
    return all;
}

struct OneMeaning {
    const char* typed;
    const char* meant;
};
void PrintTo(const OneMeaning& row, std::ostream* out) { *out << testing_time::row_name(row.typed); }

class WrittenInOtherWords : public ::testing::TestWithParam<OneMeaning> {};

TEST_P(WrittenInOtherWords, HasOneMeaning) {
    EXPECT_THAT(readings(GetParam().typed), ElementsAre(GetParam().meant));
    const auto command = parse_command(std::string{"autoapprove hours "} + GetParam().typed);
    const auto* set = std::get_if<AutoApproveSet>(&command);
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(spelling(set->hours), GetParam().meant);
    EXPECT_THAT(set->others, IsEmpty());
}

constexpr OneMeaning one_meaning[] = {
    {"mon-fri 8am-5pm Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8 am - 5 pm Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8a.m.-5p.m. Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8 a.m. to 5:30 p.m. Europe/Berlin", "mon-fri 08:00-17:30 Europe/Berlin"},
    {"mon-fri 0800-1700 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 800-1700 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8-8 Europe/Berlin", "mon-fri 08:00-20:00 Europe/Berlin"},
    {"mon-fri 8-17 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8.00-17.30 Europe/Berlin", "mon-fri 08:00-17:30 Europe/Berlin"},
    {"mon-fri 8h-17h Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri 8h30-17h Europe/Paris", "mon-fri 08:30-17:00 Europe/Paris"},
    {"mon-fri 9-5pm Europe/Berlin", "mon-fri 09:00-17:00 Europe/Berlin"},
    {"mon-fri 9am-5 Europe/Berlin", "mon-fri 09:00-17:00 Europe/Berlin"},
    {"mon-fri 08:00 to 17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"mon-fri from 08:00 until 17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"monday to friday 08:00-17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"Monday through Friday, 8am - 5pm Berlin", "mon-fri 08:00-17:00 Berlin"},
    {"Mondays and Fridays 08:00-17:00 Europe/Berlin", "mon,fri 08:00-17:00 Europe/Berlin"},
    {"weekdays 08:00-17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"daily 08:00-17:00 Europe/Berlin", "mon-sun 08:00-17:00 Europe/Berlin"},
    {"every day 08:00-17:00 Europe/Berlin", "mon-sun 08:00-17:00 Europe/Berlin"},
    {"weekdays 8-17, weekends 10-14 Europe/Berlin", "mon-fri 08:00-17:00, sat-sun 10:00-14:00 Europe/Berlin"},
    {"mo-fr 08:00-17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"Mo.-Fr. 8-17 Uhr Berlin", "mon-fri 08:00-17:00 Berlin"},
    {"Montag-Freitag 08:00-17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
    {"Montag bis Donnerstag von 8 bis 17 Uhr, Freitag 8-14 Uhr Berlin", "mon-thu 08:00-17:00, fri 08:00-14:00 Berlin"},
    {"Mi und Do 8-17 Wien", "wed-thu 08:00-17:00 Wien"},
    {"Mon–Fri 8:00–17:00 New York", "mon-fri 08:00-17:00 New York"},
    {"Mon—Fri 8am—5pm (Chicago time)", "mon-fri 08:00-17:00 Chicago time"},
    {"mon − fri 8am−5pm in New York", "mon-fri 08:00-17:00 in New York"},
    {"8-17 mon-fri Berlin", "mon-fri 08:00-17:00 Berlin"},
    {"24/7 Berlin", "mon-sun 00:00-24:00 Berlin"},
    {"sat-sun 24h, mon-fri 8am-5pm Berlin", "mon-fri 08:00-17:00, sat-sun 00:00-24:00 Berlin"},
    {"mon-fri 12am-12pm Berlin", "mon-fri 00:00-12:00 Berlin"},
    {"mon-fri 9am-12am Berlin", "mon-fri 09:00-24:00 Berlin"},
};
INSTANTIATE_TEST_SUITE_P(Table, WrittenInOtherWords, ::testing::ValuesIn(one_meaning));

TEST(LooseSchedule, HoursThatMayMeanSeveralThingsHaveTheLikeliestFirst) {
    EXPECT_THAT(readings("mon-fri 9-5 Berlin"),
                ElementsAre("mon-fri 09:00-17:00 Berlin", "mon-fri 09:00-05:00 Berlin"));
    EXPECT_THAT(readings("weekdays 8:00-5 Berlin"), SizeIs(1)) << "five comes after eight only once";
    EXPECT_THAT(readings("mon-fri 1-5 Berlin"),
                ElementsAre("mon-fri 13:00-17:00 Berlin", "mon-fri 01:00-05:00 Berlin"));
    EXPECT_THAT(readings("mon-fri 1-5pm Berlin"),
                ElementsAre("mon-fri 13:00-17:00 Berlin", "mon-fri 01:00-17:00 Berlin"));
    EXPECT_THAT(readings("mon-thu 9-5, fri 9-2 Berlin"), SizeIs(2));
}

TEST(LooseSchedule, WhatIsNoScheduleHasNoReading) {
    for (const auto* text :
         {"", "Berlin", "mon-fri", "mon-fri 8-17", "mon-fri 8 Berlin", "8-17 Berlin", "mon-mon 8-17 Berlin",
          "mon-fri 25-26 Berlin", "mon-fri 8:60-17:00 Berlin", "mon-fri 13pm-5pm Berlin", "mon-fri 8:00-8:00 Berlin",
          "fnord 8-17 Berlin", "mon-fri 8-17 Berlin tue 8-17", "mon-fri 8--17 Berlin", "mon-fri 80000-17 Berlin"})
        EXPECT_THAT(readings(text), IsEmpty()) << text;
    EXPECT_THAT(readings("mon-fri 8-17 " + std::string(10'000, 'x')), IsEmpty());
}

BusinessHours hours(const char* text) { return testing_time::schedule(text); }

TEST(LooseSchedule, HoursOverMidnightAndVeryFewHoursLookInverted) {
    EXPECT_THAT(looks_inverted(hours("mon-fri 17:00-08:00 Europe/Berlin")).value_or(""), HasSubstr("over midnight"));
    EXPECT_THAT(looks_inverted(hours("sun 04:00-17:00 Europe/Berlin")).value_or(""), HasSubstr("only 13 hours"));
    EXPECT_THAT(looks_inverted(hours("mon-fri 08:00-12:59 Europe/Berlin")).value_or(""), HasSubstr("only 24 hours"));
    EXPECT_FALSE(looks_inverted(hours("mon-fri 08:00-13:00 Europe/Berlin")));
    EXPECT_FALSE(looks_inverted(hours("mon-fri 08:00-17:00 Europe/Berlin")));
    EXPECT_FALSE(looks_inverted(hours("mon-sun 24h Europe/Berlin")));
    EXPECT_FALSE(looks_inverted(hours("mon-fri 16:00-24:00 Europe/Berlin"))) << "midnight itself is not after it";
}

TEST(LooseSchedule, WhatWasMeantByThemIsOffered) {
    EXPECT_EQ(turned_round(hours("mon-fri 17:00-08:00 Europe/Berlin")), hours("mon-fri 08:00-17:00 Europe/Berlin"));
    EXPECT_EQ(turned_round(hours("mon-fri 09:00-05:00 Europe/Berlin")), hours("mon-fri 09:00-17:00 Europe/Berlin"));
    EXPECT_FALSE(turned_round(hours("mon-fri 08:00-17:00 Europe/Berlin")));
}

TEST(LooseSchedule, TwoDaysAreToldInWords) {
    const LocalMoment thursday{std::chrono::Thursday, std::chrono::hours{12}};
    EXPECT_EQ(two_days_in_words(hours("mon-thu 08:00-12:00, mon-thu 13:00-17:00 Europe/Berlin"), thursday),
              "Thu: people decide 08:00–12:00 and 13:00–17:00, the rest is automatic. Fri: everything is automatic.");
    EXPECT_EQ(two_days_in_words(hours("thu 17:00-08:00 Europe/Berlin"), thursday),
              "Thu: people decide 17:00–24:00, the rest is automatic. Fri: people decide 00:00–08:00, the rest is "
              "automatic.");
    EXPECT_EQ(two_days_in_words(hours("mon-sun 24h Europe/Berlin"), thursday),
              "Thu: people decide all day. Fri: people decide all day.");
}

}  // namespace
}  // namespace privman
