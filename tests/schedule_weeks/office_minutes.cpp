#include "tests/schedule_weeks/office_minutes.hpp"

#include "tests/domain/zone_help.hpp"

#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <utility>

namespace privman {

const std::vector<Office>& offices() {
    static const std::vector<Office> all{
        {"mon-fri 08:00-17:00",
         "America/Chicago",
         {{1, 480, 1020}, {2, 480, 1020}, {3, 480, 1020}, {4, 480, 1020}, {5, 480, 1020}}},
        {"mon-thu 08:00-12:00,13:00-17:00, fri 08:00-14:00",
         "Europe/Berlin",
         {{1, 480, 720},
          {1, 780, 1020},
          {2, 480, 720},
          {2, 780, 1020},
          {3, 480, 720},
          {3, 780, 1020},
          {4, 480, 720},
          {4, 780, 1020},
          {5, 480, 840}}},
        {"sat-sun 01:30-03:30, wed 22:00-06:00", "Australia/Lord_Howe", {{6, 90, 210}, {0, 90, 210}, {3, 1320, 1800}}},
        {"mon 24h", "Asia/Kathmandu", {{1, 0, 1440}}},
    };
    return all;
}

Minutes::Minutes(const Office& office, WallTime monday) : first_{monday - std::chrono::days{17}} {
    ::setenv("TZ", (std::string{":"} + office.zone).c_str(), 1);
    ::tzset();
    constexpr int week = 7 * 1440;
    std::vector<bool> table(week);
    for (const auto& [day, from, to] : office.windows)
        for (int minute = from; minute < to; ++minute)
            table[static_cast<std::size_t>((day * 1440 + minute) % week)] = true;
    const auto begin = std::chrono::duration_cast<std::chrono::seconds>(first_.time_since_epoch()).count();
    for (int i = 0; i < 28 * 1440; ++i) {
        const std::time_t when = begin + i * 60;
        std::tm tm{};
        ::localtime_r(&when, &tm);
        open_.push_back(table[static_cast<std::size_t>((tm.tm_wday * 24 + tm.tm_hour) * 60 + tm.tm_min)]);
        since_.push_back(i > 0 && open_[i] == open_[i - 1] ? since_[i - 1] : i);
    }
    ::unsetenv("TZ");
    ::tzset();
}

const Minutes& minutes_of(std::size_t office, std::size_t monday) {
    static std::map<std::pair<std::size_t, std::size_t>, Minutes> known;
    const auto found = known.find({office, monday});
    if (found != known.end()) return found->second;
    return known.emplace(std::pair{office, monday}, Minutes{offices()[office], testing_time::utc(mondays[monday])})
        .first->second;
}

}  // namespace privman
