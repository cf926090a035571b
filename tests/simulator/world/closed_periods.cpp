#include "tests/simulator/world/closed_periods.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <map>

namespace privman::simulator {

namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int hour = 60;

Timetable weekdays(std::string zone, int from, int to, std::string typed) {
    Timetable table{std::move(zone), {}, std::move(typed)};
    for (std::size_t day = 0; day < 5; ++day) table.open[day] = {{from, to}};
    return table;
}

std::vector<Timetable> all_of_them() {
    std::vector<Timetable> all{
        weekdays("America/Chicago", 8 * hour, 17 * hour, "mon-fri 08:00-17:00 America/Chicago"),
        weekdays("Europe/Berlin", 2 * hour + 30, 18 * hour, "mon-fri 02:30-18:00 Europe/Berlin"),
        weekdays("Australia/Lord_Howe", 9 * hour, 17 * hour + 30, "mon-fri 09:00-17:30 Australia/Lord_Howe"),
        weekdays("Asia/Kathmandu", 9 * hour + 15, 16 * hour, "mon-fri 09:15-16:00 Asia/Kathmandu"),
    };
    Timetable nights{"Europe/Berlin", {}, "mon-sun 22:00-02:30 Europe/Berlin"};
    for (auto& day : nights.open) day = {{0, 2 * hour + 30}, {22 * hour, 24 * hour}};
    all.push_back(std::move(nights));
    Timetable parts{"America/New_York",
                    {},
                    "mon-thu 08:00-12:00,13:00-17:00, fri 08:00-14:00, sat-sun 01:30-03:30 America/New_York"};
    for (std::size_t day = 0; day < 4; ++day) parts.open[day] = {{8 * hour, 12 * hour}, {13 * hour, 17 * hour}};
    parts.open[4] = {{8 * hour, 14 * hour}};
    parts.open[5] = parts.open[6] = {{90, 210}};
    all.push_back(std::move(parts));
    return all;
}

absl::TimeZone zone_named(const std::string& name) {
    static std::map<std::string, absl::TimeZone> known;
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    absl::TimeZone zone;
    static_cast<void>(absl::LoadTimeZone(name, &zone));
    return known.emplace(name, zone).first->second;
}

/// Every closed period that ends in these twenty days or begins in them. Walked once: the next seed asks the same.
const std::vector<ClosedPeriod>& walked(const Timetable& table, std::int64_t twenty_days) {
    static std::map<std::pair<std::string, std::int64_t>, std::vector<ClosedPeriod>> known;
    auto& periods = known[{table.typed, twenty_days}];
    if (!periods.empty()) return periods;
    const auto begins = WallTime{} + days{20} * twenty_days - days{8};
    const auto ends = begins + days{36};
    std::optional<WallTime> since;
    for (auto at = begins; at < ends; at += minutes{1}) {
        const bool closed = !somebody_is_there(table, at);
        if (closed && !since) since = at;
        if (!closed && since) periods.push_back({*std::exchange(since, std::nullopt), at});
    }
    if (since) periods.push_back({*since, ends});
    return periods;
}

const std::vector<ClosedPeriod>& periods_around(const Timetable& table, WallTime when) {
    return walked(table, std::chrono::floor<days>(when).time_since_epoch().count() / 20);
}

}  // namespace

const std::vector<Timetable>& timetables() {
    static const std::vector<Timetable> all = all_of_them();
    return all;
}

const Timetable* timetable_of(const std::string& typed) {
    const auto found = std::ranges::find(timetables(), typed, &Timetable::typed);
    return found == timetables().end() ? nullptr : &*found;
}

bool somebody_is_there(const Timetable& table, WallTime when) {
    const auto civil =
        absl::ToCivilMinute(absl::FromUnixMillis(when.time_since_epoch().count()), zone_named(table.zone));
    const auto day = static_cast<std::size_t>(absl::GetWeekday(absl::CivilDay{civil}));  // Monday is 0
    const int minute = civil.hour() * hour + civil.minute();
    return std::ranges::any_of(
        table.open[day], [minute](const auto& window) { return minute >= window.first && minute < window.second; });
}

std::optional<ClosedPeriod> closed_at(const Timetable& table, WallTime when) {
    for (const auto& period : periods_around(table, when))
        if (period.holds(when)) return period;
    return std::nullopt;
}

ClosedPeriod closed_from(const Timetable& table, WallTime when) {
    for (const auto& period : periods_around(table, when))
        if (period.until > when) return period;
    return {};
}

}  // namespace privman::simulator
