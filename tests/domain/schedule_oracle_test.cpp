// Twenty years of opening and closing against libc's idea of time, minute by minute, in many zones.
#include "tests/domain/zone_help.hpp"
#include "tests/support/under_sanitizer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <ostream>
#include <string>
#include <vector>

namespace privman {
namespace {

using namespace std::chrono_literals;
using testing_time::spans_of;
using testing_time::utc;
using testing_time::utc_text;

/// libc reads the zone files with code of its own. One zone per process at a time.
class LibcZone {
public:
    explicit LibcZone(const std::string& name) {
        ::setenv("TZ", (":" + name).c_str(), 1);
        ::tzset();
    }
    LibcZone(const LibcZone&) = delete;
    LibcZone& operator=(const LibcZone&) = delete;
    ~LibcZone() {
        ::unsetenv("TZ");
        ::tzset();
    }

    /// Minute of the local week, from Sunday.
    static int reading(std::time_t when) {
        std::tm tm{};
        ::localtime_r(&when, &tm);
        return (tm.tm_wday * 24 + tm.tm_hour) * 60 + tm.tm_min;
    }
};

constexpr int week_minutes = 7 * 24 * 60;

/// Which minutes of a local week are open, written down without any of the code under test.
using WeekTable = std::array<bool, week_minutes>;

struct Window {
    int day;   ///< Sunday is 0
    int from;  ///< minutes
    int to;    ///< past 1440: on the next day
};

WeekTable table_of(const std::vector<Window>& windows) {
    WeekTable table{};
    for (const auto& [day, from, to] : windows)
        for (int minute = from; minute < to; ++minute) table[(day * 1440 + minute) % week_minutes] = true;
    return table;
}

/// How many minutes after each the table stays as it is, at most an hour.
std::array<int, week_minutes> quiet_minutes(const WeekTable& table) {
    std::array<int, week_minutes> quiet{};
    for (int minute = 0; minute < week_minutes; ++minute)
        while (quiet[minute] < 60 && table[(minute + quiet[minute] + 1) % week_minutes] == table[minute])
            ++quiet[minute];
    return quiet;
}

/// Every minute at which the table says something else than a minute before.
std::vector<WallTime> switches_by_oracle(const WeekTable& table, std::time_t from, std::time_t to) {
    const auto quiet = quiet_minutes(table);
    std::vector<WallTime> all;
    int first = LibcZone::reading(from);
    bool open = table[first];
    for (auto hour = from; hour < to; hour += 3600) {
        const int next = LibcZone::reading(hour + 3600);
        // An hour after which the clock shows an hour more is an ordinary one: its minutes can be counted, and passed
        // over when the table says the same for all of them.
        const bool ordinary = next == (first + 60) % week_minutes;
        if (!ordinary || table[first] != open || quiet[first] < 60) {
            for (int i = 0; i < 60; ++i) {
                const auto when = hour + i * 60;
                const int minute = ordinary ? (first + i) % week_minutes : LibcZone::reading(when);
                if (table[minute] == open) continue;
                open = !open;
                all.emplace_back(std::chrono::seconds{when});
            }
        }
        first = next;
    }
    return all;
}

struct Stretch {
    const char* zone;
    const char* from;
};

void PrintTo(const Stretch& stretch, std::ostream* out) { *out << stretch.zone << " from " << stretch.from; }

constexpr unsigned years = testing::under_sanitizer ? 5 : 20;

class TwentyYears : public ::testing::TestWithParam<Stretch> {
protected:
    void agree(const std::string& text, const std::vector<Window>& windows) const {
        const std::string zone = GetParam().zone;
        const LibcZone libc{zone};
        const auto hours = testing_time::schedule(text + " " + zone);
        const auto spans = spans_of(zone);
        const auto begin = utc(GetParam().from);
        const auto end = begin + std::chrono::days{years * 365 + 5};
        const auto seconds = [](WallTime when) {
            return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
        };
        const auto expected = switches_by_oracle(table_of(windows), seconds(begin), seconds(end));
        ASSERT_GT(expected.size(), years * 100u);

        auto now = begin;
        for (const auto& wanted : expected) {
            const auto next = next_switch(hours, now, spans);
            ASSERT_TRUE(next) << utc_text(now);
            ASSERT_EQ(utc_text(*next), utc_text(wanted)) << "after " << utc_text(now);
            // Every closed period knows its beginning, from its first moment to its last.
            if (now != begin && !open_at(hours, *spans(now), now)) {
                ASSERT_EQ(closed_period_start(hours, now, spans), now);
                ASSERT_EQ(closed_period_start(hours, wanted - 1ms, spans), now) << utc_text(wanted);
            }
            now = wanted;
        }
    }
};

TEST_P(TwentyYears, OfficeHoursAgreeWithLibcMinuteByMinute) {
    std::vector<Window> windows;
    for (int day = 1; day <= 5; ++day) windows.push_back({day, 8 * 60, 17 * 60});
    agree("mon-fri 08:00-17:00", windows);
}

TEST_P(TwentyYears, HoursAroundTheChangesAgreeWithLibcMinuteByMinute) {
    agree("sun 01:15-01:45 02:15-03:20, sat 23:30-00:37, thu 22:00-24:00, thu 23:00-00:30",
          {{0, 75, 105}, {0, 135, 200}, {6, 1410, 1440 + 37}, {4, 1320, 1440 + 30}});
}

constexpr Stretch stretches[] = {
    {"America/New_York", "2026-01-01 00:00"},    {"Europe/Berlin", "2026-01-01 00:00"},
    {"Europe/London", "2026-01-01 00:00"},       {"Australia/Sydney", "2026-01-01 00:00"},
    {"Australia/Lord_Howe", "2026-01-01 00:00"}, {"Asia/Kolkata", "2026-01-01 00:00"},
    {"Asia/Kathmandu", "2026-01-01 00:00"},      {"America/St_Johns", "2005-01-01 00:00"},
    {"Pacific/Chatham", "2026-01-01 00:00"},     {"America/Sao_Paulo", "2005-01-01 00:00"},
    {"Africa/Casablanca", "2015-01-01 00:00"},   {"Pacific/Apia", "2005-01-01 00:00"},
    {"America/New_York", "2045-01-01 00:00"},    {"UTC", "2026-01-01 00:00"},
};
INSTANTIATE_TEST_SUITE_P(Zones, TwentyYears, ::testing::ValuesIn(stretches));

}  // namespace
}  // namespace privman
