#include "domain/schedule_text.hpp"

#include "tests/domain/zone_help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace privman {
namespace {

using namespace std::chrono_literals;
using std::chrono::Friday;
using std::chrono::Monday;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::Thursday;
using std::chrono::Tuesday;
using std::chrono::Wednesday;
using std::chrono::weekday;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_time::schedule;

using Hours = std::vector<OpenHours>;

Hours on(std::initializer_list<weekday> days, std::chrono::minutes from, std::chrono::minutes to) {
    Hours all;
    for (const auto day : days) all.push_back({day, from, to});
    return all;
}

const Hours office = on({Monday, Tuesday, Wednesday, Thursday, Friday}, 8h, 17h);

/// What is wrong with a text that must not be a schedule.
ScheduleFault fault_of(std::string_view text) {
    const auto parsed = parse_schedule(text);
    if (parsed) return {"(none)", "was accepted as " + spelling(*parsed), ""};
    return parsed.error();
}

TEST(ScheduleText, ReadsTheVendorsSample) {
    const auto hours = schedule("mon-fri 08:00-17:00 America/Chicago");
    EXPECT_EQ(hours.hours, office);
    EXPECT_EQ(hours.zone, "America/Chicago");
}

TEST(ScheduleText, ReadsSeveralPartsWithOneZone) {
    auto wanted = on({Monday, Tuesday, Wednesday, Thursday}, 8h, 17h);
    wanted.push_back({Friday, 8h, 14h});
    EXPECT_EQ(schedule("mon-thu 08:00-17:00, fri 08:00-14:00 Europe/Berlin").hours, wanted);
    EXPECT_EQ(schedule("mon-thu 08:00-17:00 fri 08:00-14:00 Europe/Berlin").hours, wanted);
    EXPECT_EQ(schedule("mon-thu 08:00-17:00,fri 08:00-14:00,Europe/Berlin").hours, wanted);
    EXPECT_EQ(schedule("fri 08:00-14:00; mon-thu 08:00-17:00; Europe/Berlin").hours, wanted);
}

TEST(ScheduleText, ReadsSingleDaysAndListsOfDays) {
    EXPECT_EQ(schedule("wed 09:00-12:00 UTC").hours, on({Wednesday}, 9h, 12h));
    EXPECT_EQ(schedule("mon, wed, fri 09:00-12:00 UTC").hours, on({Monday, Wednesday, Friday}, 9h, 12h));
    EXPECT_EQ(schedule("mon wed-thu 09:00-12:00 UTC").hours, on({Monday, Wednesday, Thursday}, 9h, 12h));
}

TEST(ScheduleText, ReadsSeveralWindowsOfOneDay) {
    const Hours wanted{{Monday, 8h, 12h}, {Monday, 13h, 17h}};
    EXPECT_EQ(schedule("mon 08:00-12:00 13:00-17:00 UTC").hours, wanted);
    EXPECT_EQ(schedule("mon 13:00-17:00, 08:00-12:00 UTC").hours, wanted);
    EXPECT_EQ(schedule("mon 08:00-12:00, mon 13:00-17:00 UTC").hours, wanted);
}

TEST(ScheduleText, ReadsFullAndShortenedDayNamesInAnyCase) {
    for (const auto* text : {"Monday-Friday 08:00-17:00 America/Chicago", "MON-FRI 08:00-17:00 America/Chicago",
                             "Mond-frid 8:00-17:00 America/Chicago"})
        EXPECT_EQ(schedule(text).hours, office) << text;
    EXPECT_EQ(schedule("tue tues Tuesday 8:00-9:00 UTC").hours, on({Tuesday}, 8h, 9h));
    EXPECT_EQ(schedule("thu thur thurs thursday 8:00-9:00 UTC").hours, on({Thursday}, 8h, 9h));
}

TEST(ScheduleText, ReadsWholeDays) {
    EXPECT_EQ(schedule("sat-sun 24h UTC").hours, on({Saturday, Sunday}, 0h, 24h));
    EXPECT_EQ(schedule("sat-sun 24H UTC").hours, on({Saturday, Sunday}, 0h, 24h));
    EXPECT_EQ(schedule("sat-sun 00:00-24:00 UTC").hours, on({Saturday, Sunday}, 0h, 24h));
}

TEST(ScheduleText, ReadsRangesOfDaysThatWrap) {
    EXPECT_EQ(schedule("fri-mon 09:00-10:00 UTC").hours, on({Monday, Friday, Saturday, Sunday}, 9h, 10h));
    EXPECT_EQ(schedule("tue-mon 09:00-10:00 UTC").hours,
              on({Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday}, 9h, 10h));
}

TEST(ScheduleText, ReadsWindowsOverMidnight) {
    EXPECT_EQ(schedule("fri 22:00-06:00 UTC").hours, on({Friday}, 22h, 30h));
    EXPECT_EQ(schedule("fri 22:00-24:00 UTC").hours, on({Friday}, 22h, 24h));
    EXPECT_EQ(schedule("fri 22:00-00:00 UTC").hours, on({Friday}, 22h, 24h));
    EXPECT_EQ(schedule("fri 00:01-00:00 UTC").hours, on({Friday}, 1min, 24h));
}

TEST(ScheduleText, ForgivesWhatPhonesMakeOfDashesAndSpaces) {
    for (const auto* text : {"mon–fri 08:00–17:00 America/Chicago", "mon—fri 08:00—17:00 America/Chicago",
                             "mon - fri  08:00 - 17:00  America/Chicago", " mon -fri\t08:00- 17:00\nAmerica/Chicago ",
                             "mon\u00A0-\u202Ffri\u00A008:00\u2011\u200B17:00\u00A0America/Chicago",
                             "mon-fri 08：00-17：00 America/Chicago", "`mon-fri 08:00-17:00 America/Chicago`",
                             "“mon-fri 08:00-17:00 America/Chicago”", "mon-fri 08:00-17:00 America/Chicago."}) {
        const auto parsed = parse_schedule(text);
        ASSERT_TRUE(parsed) << text << ": " << parsed.error().word;
        EXPECT_EQ(parsed->hours, office) << text;
        EXPECT_EQ(parsed->zone, "America/Chicago") << text;
    }
}

TEST(ScheduleText, KeepsEveryFormOfZoneName) {
    for (const auto* zone : {"UTC", "Etc/GMT-3", "Etc/GMT+10", "America/Argentina/Buenos_Aires",
                             "America/Port-au-Prince", "EST5EDT", "GMT+0", "Asia/Kolkata", "asia/kolkata"})
        EXPECT_EQ(schedule("mon 08:00-09:00 " + std::string{zone}).zone, zone);
}

TEST(ScheduleText, SaysTheSameHoursOnlyOnce) {
    EXPECT_EQ(schedule("mon mon 08:00-09:00 08:00-09:00, mon 8:00-9:00 UTC").hours, on({Monday}, 8h, 9h));
}

struct WrongCase {
    const char* text;
    const char* word;
    const char* why;  ///< a part of it
};

void PrintTo(const WrongCase& wrong, std::ostream* out) { *out << testing_time::row_name(wrong.text); }

class WrongSchedule : public ::testing::TestWithParam<WrongCase> {};

TEST_P(WrongSchedule, NamesTheWordAtFaultAndWhyAndARightExample) {
    const auto fault = fault_of(GetParam().text);
    EXPECT_EQ(fault.word, GetParam().word);
    EXPECT_THAT(fault.why, HasSubstr(GetParam().why));
    EXPECT_TRUE(parse_schedule(fault.example)) << fault.example;
}

constexpr WrongCase wrong_schedules[] = {
    {"", "", "no schedule"},
    {"  , ;", "", "no schedule"},
    {"America/Chicago", "America/Chicago", "not preceded by days and hours"},
    {"mon-fri", "mon-fri", "neither by hours nor by a time zone"},
    {"mon-fri 08:00-17:00", "08:00-17:00", "not followed by a time zone"},
    {"mon-fri 08:00-17:00 fri", "fri", "neither by hours nor by a time zone"},
    {"mon-fri 08:00-17:00 fri!", "fri!", "neither by hours nor by a time zone"},
    {"mon-fri America/Chicago", "mon-fri", "not followed by hours"},
    {"mon 08:00-09:00, tue UTC", "tue", "not followed by hours"},
    {"08:00-17:00 America/Chicago", "08:00-17:00", "not preceded by a day"},
    {"mon-fri 08:00-08:00 UTC", "08:00-08:00", "same time"},
    {"mon-fri 00:00-00:00 UTC", "00:00-00:00", "same time"},
    {"mon-fri 24:00-24:00 UTC", "24:00-24:00", "same time"},
    {"mon-fri 24:00-06:00 UTC", "24:00-06:00", "00:00 of the next day"},
    {"mon-fri 08:00-25:00 UTC", "08:00-25:00", "from 00:00 to 24:00"},
    {"mon-fri 08:00-24:01 UTC", "08:00-24:01", "from 00:00 to 24:00"},
    {"mon-fri 08:60-17:00 UTC", "08:60-17:00", "HH:MM-HH:MM"},
    {"mon-fri 8-17 UTC", "8-17", "HH:MM-HH:MM"},
    {"mon-fri 0800-1700 UTC", "0800-1700", "HH:MM-HH:MM"},
    {"mon-fri 08:00 UTC", "08:00", "no span of time"},
    {"mon-fri 08:00 17:00 UTC", "08:00", "no span of time"},
    {"mon-fri 8:00am-5:00pm UTC", "8:00am-5:00pm", "HH:MM-HH:MM"},
    {"mon-fri 08:00-12:00-17:00 UTC", "08:00-12:00-17:00", "HH:MM-HH:MM"},
    {"mon-fri 08:0-17:00 UTC", "08:0-17:00", "HH:MM-HH:MM"},
    {"mon-fri 008:00-17:00 UTC", "008:00-17:00", "HH:MM-HH:MM"},
    {"mon-fri 12h UTC", "12h", "no span of time"},
    {"mon-fri 08:00-17:00 08:00-08:00", "08:00-08:00", "same time"},
    {"mo-fr 08:00-17:00 UTC", "mo-fr", "no range of days"},
    {"mon-fir 08:00-17:00 UTC", "mon-fir", "no range of days"},
    {"mon-tue-wed 08:00-17:00 UTC", "mon-tue-wed", "no range of days"},
    {"mon- 08:00-17:00 UTC", "mon-08:00-17:00", "no range of days"},
    {"mon-mon 08:00-17:00 UTC", "mon-mon", "same day"},
    {"weds 08:00-17:00 UTC", "weds", "neither a day nor a time"},
    {"weekdays 08:00-17:00 UTC", "weekdays", "neither a day nor a time"},
    {"mon-fri from 08:00-17:00 UTC", "from", "neither a day nor a time"},
    {"mon-fri 08:00-17:00 America/Chicago, sat 08:00-12:00 UTC", "America/Chicago", "at the end"},
    {"mon-fri 08:00-17:00 EST", "EST", "which place"},
    {"mon-fri 08:00-17:00 cst", "cst", "which place"},
    {"mon-fri 08:00-17:00 /etc/passwd", "/etc/passwd", "no time zone"},
    {"mon-fri 08:00-17:00 ../America/Chicago", "../America/Chicago", "no time zone"},
    {"mon-fri 08:00-17:00 America//Chicago", "America//Chicago", "no time zone"},
    {"mon-fri 08:00-17:00 America/", "America/", "no time zone"},
    {"mon-fri 08:00-17:00 Zürich", "Zürich", "no time zone"},
    {"mon-fri 08:00-17:00 <@U123>", "<@U123>", "no time zone"},
    {"mon-fri 08:00-17:00 !!!", "!!!", "no time zone"},
};
INSTANTIATE_TEST_SUITE_P(Table, WrongSchedule, ::testing::ValuesIn(wrong_schedules));

TEST(ScheduleText, RefusesWhatIsTooLongAndQuotesOnlyItsBeginning) {
    std::string text;
    while (text.size() <= longest_schedule) text += "mon 08:00-09:00 ";
    const auto fault = fault_of(text + "UTC");
    EXPECT_THAT(fault.why, HasSubstr("too long"));
    EXPECT_LE(fault.word.size(), 40u);
    EXPECT_LE(fault_of("mon " + std::string(100, 'x') + " UTC").word.size(), 40u);
    EXPECT_THAT(fault_of("mon 08:00-09:00 A" + std::string(64, 'x')).why, HasSubstr("no time zone"));
}

TEST(ScheduleText, IsSpelledTheUsualWay) {
    const auto respelled = [](std::string_view text) { return spelling(schedule(std::string{text})); };
    EXPECT_EQ(respelled("monday – friday 8:00–17:00 America/Chicago"), "mon-fri 08:00-17:00 America/Chicago");
    EXPECT_EQ(respelled("mon tue wed thu 8:00-17:00 fri 8:00-14:00 UTC"), "mon-thu 08:00-17:00, fri 08:00-14:00 UTC");
    EXPECT_EQ(respelled("mon wed fri 8:00-9:00 10:00-11:00 UTC"), "mon,wed,fri 08:00-09:00,10:00-11:00 UTC");
    EXPECT_EQ(respelled("sun mon 22:00-6:00 UTC"), "sun-mon 22:00-06:00 UTC");
    EXPECT_EQ(respelled("fri sat sun mon wed 24h UTC"), "wed,fri-mon 00:00-24:00 UTC");
    EXPECT_EQ(respelled("tue-mon 9:00-0:00 UTC"), "mon-sun 09:00-24:00 UTC");
}

TEST(ScheduleText, EverySetOfDaysIsReadBackAsSpelled) {
    for (unsigned set = 1; set < 128; ++set) {
        BusinessHours hours{{}, "Europe/Berlin"};
        for (unsigned day = 1; day <= 7; ++day)
            if (set >> (day - 1) & 1) hours.hours.push_back({weekday{day}, 22h, set % 2 ? 30h : 24h});
        EXPECT_EQ(schedule(spelling(hours)), hours) << spelling(hours);
    }
}

TEST(ScheduleText, AnUnknownZoneIsAnsweredWithTheNearestKnownOne) {
    const std::vector<std::string> known{"America/Chicago", "America/Denver", "Europe/Berlin"};
    const auto fault = unknown_zone("america/chicgo", known);
    EXPECT_EQ(fault.word, "america/chicgo");
    EXPECT_THAT(fault.why, HasSubstr("America/Chicago"));
    EXPECT_EQ(fault.example, "mon-fri 08:00-17:00 America/Chicago");
}

TEST(ScheduleText, AnUnknownZoneFarFromAllIsAnsweredWithTheForm) {
    const auto fault = unknown_zone("Middle-Earth/Shire");
    EXPECT_THAT(fault.why, HasSubstr("Continent/City"));
    EXPECT_TRUE(parse_schedule(fault.example));
}

}  // namespace
}  // namespace privman
