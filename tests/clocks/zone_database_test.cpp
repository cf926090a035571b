#include "clocks/zone_database.hpp"

#include "tests/domain/zone_help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace privman::clocks {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing_time::utc;
using testing_time::utc_text;

ZoneSpan span(const std::string& zone, WallTime when) { return ZoneDatabase{}.span_at(zone, when).value(); }

TEST(ZoneDatabase, ASpanReachesFromOneChangeToTheNext) {
    const auto summer = span("America/New_York", utc("2026-07-01 00:00"));
    EXPECT_EQ(utc_text(summer.begins), "2026-03-08 07:00");
    EXPECT_EQ(utc_text(summer.ends), "2026-11-01 06:00");
    EXPECT_EQ(summer.offset, -4h);
}

TEST(ZoneDatabase, AChangeBelongsToTheSpanThatItBegins) {
    const auto change = utc("2026-03-08 07:00");
    EXPECT_EQ(span("America/New_York", change).offset, -4h);
    EXPECT_EQ(span("America/New_York", change).begins, change);
    EXPECT_EQ(span("America/New_York", change + 1ms).begins, change);
    EXPECT_EQ(span("America/New_York", change - 1ms).offset, -5h);
    EXPECT_EQ(span("America/New_York", change - 1ms).ends, change);
}

TEST(ZoneDatabase, SpansFollowEachOtherWithoutAGap) {
    for (const auto* zone : {"America/New_York", "Europe/London", "Australia/Lord_Howe", "America/St_Johns",
                             "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "Europe/Dublin"}) {
        auto when = utc("1900-01-01 00:00");
        int spans = 0;
        while (when < utc("2100-01-01 00:00")) {
            const auto here = span(zone, when);
            ASSERT_LE(here.begins, when) << zone;
            ASSERT_GT(here.ends, when) << zone;
            when = here.ends;
            ++spans;
            if (when < utc("2100-01-01 00:00")) {
                ASSERT_EQ(utc_text(span(zone, when).begins), utc_text(when)) << zone;
            }
        }
        EXPECT_GT(spans, 20) << zone;
    }
}

TEST(ZoneDatabase, KnowsTheRulesDecadesAhead) {
    EXPECT_EQ(span("America/New_York", utc("2060-07-01 00:00")).offset, -4h);
    EXPECT_EQ(span("Europe/Berlin", utc("2060-12-01 00:00")).offset, 1h);
    EXPECT_EQ(span("Australia/Sydney", utc("2100-01-01 00:00")).offset, 11h);
}

TEST(ZoneDatabase, KnowsOddOffsets) {
    const auto when = utc("2026-07-01 00:00");
    EXPECT_EQ(span("Asia/Kathmandu", when).offset, 5h + 45min);
    EXPECT_EQ(span("Australia/Lord_Howe", when).offset, 10h + 30min);
    EXPECT_EQ(span("Pacific/Chatham", when).offset, 12h + 45min);
    EXPECT_EQ(span("Pacific/Kiritimati", when).offset, 14h);
}

TEST(ZoneDatabase, ADayThatWasSkippedIsOneChange) {
    const auto before = span("Pacific/Apia", utc("2011-12-30 09:59"));
    EXPECT_EQ(before.offset, -10h);
    EXPECT_EQ(utc_text(before.ends), "2011-12-30 10:00");
    EXPECT_EQ(span("Pacific/Apia", before.ends).offset, 14h);
}

TEST(ZoneDatabase, AZoneWithoutChangesIsOneSpan) {
    const auto all = span("UTC", utc("2026-07-01 00:00"));
    EXPECT_LE(all.begins, utc("0001-01-01 00:00"));
    EXPECT_GE(all.ends, utc("9999-12-31 23:59"));
    EXPECT_EQ(all.offset, 0s);
}

TEST(ZoneDatabase, NamesAreFoundWithoutRegardToCase) {
    EXPECT_EQ(span("america/new_york", utc("2026-07-01 00:00")).offset, -4h);
    EXPECT_EQ(span("utc", utc("2026-07-01 00:00")).offset, 0s);
}

TEST(ZoneDatabase, AnUnknownZoneIsNotFoundAndTheNearestIsNamed) {
    const auto found = ZoneDatabase{}.span_at("America/Chicgo", utc("2026-07-01 00:00"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, Trouble::not_found);
    EXPECT_THAT(found.error().what, HasSubstr("America/Chicago"));
}

TEST(ZoneDatabase, NoNameLeavesTheZoneFolder) {
    for (const auto* name : {"", "/etc/localtime", "/usr/share/zoneinfo/UTC", "../zoneinfo/UTC", "localtime", "Factory",
                             "file:UTC", "Fixed/UTC+05:00:00", "tzdata.zi", "right/Europe/Berlin", "America"})
        EXPECT_FALSE(ZoneDatabase{}.span_at(name, utc("2026-07-01 00:00"))) << name;
}

TEST(ZoneDatabase, MomentsThatNobodyCanMeanAreRefused) {
    const auto far = ZoneDatabase{}.span_at("UTC", WallTime::max());
    ASSERT_FALSE(far);
    EXPECT_EQ(far.error().kind, Trouble::malformed);
    EXPECT_FALSE(ZoneDatabase{}.span_at("UTC", WallTime::min()));
}

TEST(ZoneDatabase, ListsEveryNameSorted) {
    const auto& names = zone_names();
    EXPECT_GT(names.size(), 300u);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    for (const auto* name : {"America/Chicago", "Asia/Kolkata", "UTC", "Europe/Berlin"})
        EXPECT_TRUE(std::ranges::binary_search(names, name)) << name;
}

TEST(ZoneDatabase, EveryListedNameCanBeLoaded) {
    for (const auto& name : zone_names()) EXPECT_TRUE(ZoneDatabase{}.span_at(name, utc("2026-07-01 00:00"))) << name;
}

TEST(ZoneData, IsPresentAndSaysItsVersion) {
    EXPECT_TRUE(zone_data_present());
    ASSERT_TRUE(zone_data_version());
    EXPECT_THAT(*zone_data_version(), MatchesRegex("20[0-9][0-9][a-z]+.*"));
}

/// Another zone folder needs another process: what was read once is kept.
class OtherZoneFolder : public ::testing::Test {
protected:
    OtherZoneFolder() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

[[noreturn]] void leave(bool as_promised) { std::_Exit(as_promised ? 0 : 1); }

TEST_F(OtherZoneFolder, WithoutFilesThereIsNoZoneDataAndNoFallBack) {
    EXPECT_EXIT(
        {
            ::setenv("TZDIR", "/nonexistent", 1);
            leave(!zone_data_present() && !zone_data_version() && zone_names().empty() &&
                  !ZoneDatabase{}.span_at("Europe/Berlin", WallTime{}));
        },
        ::testing::ExitedWithCode(0), "");
}

TEST_F(OtherZoneFolder, WithoutAListZonesAreFoundByTheirExactNameOnly) {
    namespace fs = std::filesystem;
    const auto folder = fs::path{::testing::TempDir()} / "zones_without_a_list";
    fs::remove_all(folder);
    fs::create_directories(folder / "zones" / "America");
    fs::copy_file("/usr/share/zoneinfo/America/New_York", folder / "zones" / "America" / "New_York");
    fs::copy_file("/usr/share/zoneinfo/America/New_York", folder / "outside");
    EXPECT_EXIT(
        {
            ::setenv("TZDIR", (folder / "zones").c_str(), 1);
            leave(zone_data_present() && ZoneDatabase{}.span_at("America/New_York", WallTime{}) &&
                  !ZoneDatabase{}.span_at("america/new_york", WallTime{}) &&
                  !ZoneDatabase{}.span_at("../outside", WallTime{}));
        },
        ::testing::ExitedWithCode(0), "");
}

/// Machines that keep old names in a package of their own (tzdata-legacy) list them and have no file for them, or do
/// not list them at all.
class WithoutOldNames : public testing::Test {
protected:
    // The loader remembers what it has found by name, so each test asks for names that no other one has asked for.
    WithoutOldNames() {
        namespace fs = std::filesystem;
        fs::create_directories(folder);
        fs::copy_file("/usr/share/zoneinfo/tzdata.zi", folder / "tzdata.zi");
        for (const auto* name : {"America/Chicago", "America/New_York", "Asia/Kolkata", "Europe/Kyiv", "Asia/Tokyo"}) {
            fs::create_directories((folder / name).parent_path());
            fs::copy_file(fs::path{"/usr/share/zoneinfo"} / name, folder / name);
        }
        const char* now = std::getenv("TZDIR");
        before = now ? std::optional<std::string>{now} : std::nullopt;
        ::setenv("TZDIR", folder.c_str(), 1);
    }
    ~WithoutOldNames() override {
        if (before)
            ::setenv("TZDIR", before->c_str(), 1);
        else
            ::unsetenv("TZDIR");
        std::filesystem::remove_all(folder);
    }

    const std::filesystem::path folder =
        std::filesystem::path{testing::TempDir()} / ("zones-" + std::to_string(::getpid()));
    std::optional<std::string> before;
};

TEST_F(WithoutOldNames, AnOldNameMeansWhatTheZoneFilesSayItMeans) {
    const auto summer = utc("2026-07-01 00:00");
    EXPECT_EQ(span("US/Central", summer).offset, -5h);
    EXPECT_EQ(span("us/eastern", summer).offset, -4h);
    EXPECT_EQ(span("Asia/Calcutta", summer).offset, 5h + 30min);
    EXPECT_EQ(span("Europe/Kiev", summer).offset, 3h);
    EXPECT_EQ(span("Japan", summer).offset, 9h);
}

TEST_F(WithoutOldNames, AZoneThatIsMissingIsNeverItsOwnNearest) {
    for (const auto* zone : {"Chile/Continental", "Brazil/West", "Mexico/General"}) {
        const auto unknown = ZoneDatabase{}.span_at(zone, utc("2026-07-01 00:00"));
        if (unknown.has_value()) continue;  // another test of this process has loaded it while it was there
        EXPECT_THAT(unknown.error().what, Not(HasSubstr("nearest is `" + std::string{zone} + "`"))) << zone;
    }
}

}  // namespace
}  // namespace privman::clocks
