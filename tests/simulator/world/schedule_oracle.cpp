#include "tests/simulator/world/schedule_oracle.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <map>

namespace privman::simulator {

namespace {

using Windows = std::vector<std::pair<int, int>>;

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
    Timetable nights{"Europe/Berlin", {}, "mon-sun 22:00-24:00,00:00-02:30 Europe/Berlin"};
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

bool blank(const std::string& text) { return text.find_first_not_of(" \t") == std::string::npos; }

std::string lower_case(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool by_schedule(const Decider& by) { return std::holds_alternative<BySchedule>(by); }

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

std::optional<std::string> objection_to_schedule(const Life& life, WallTime now, const Settings& settings,
                                                 const UnattendedRules& rules, const std::map<RequestId, Life>& lives) {
    const auto& schedule = settings.schedule;
    if (!schedule || !schedule->enabled || !schedule->enabled_at) return "the schedule is not enabled";
    const auto* table = timetable_of(schedule->text);
    if (!table) return "nobody has set this schedule: " + schedule->text;
    const auto& facts = life.facts;
    if (blank(facts.user) || blank(facts.computer) || blank(facts.path)) return "account, computer or path is missing";
    if (life.first_seen.wall <= *schedule->enabled_at) return "it was first seen before the schedule was enabled";
    if (!rules.except_path_prefix.empty() && lower_case(facts.path).starts_with(lower_case(rules.except_path_prefix)))
        return "its path always waits for people";
    if (life.clicked || !life.clicks.empty()) return "somebody has clicked on it";
    const auto submitted = facts.requested.value_or(life.first_seen.wall);
    if (submitted > now + std::chrono::minutes{5}) return "it is dated in the future";
    if (somebody_is_there(*table, submitted)) return "somebody was there when it was submitted";
    if (somebody_is_there(*table, now)) return "somebody is there now";

    // Back, minute by minute, to when the last one left.
    auto left = std::chrono::floor<std::chrono::minutes>(now);
    const auto horizon = left - std::chrono::days{15};
    while (left > horizon && !somebody_is_there(*table, left)) left -= std::chrono::minutes{1};
    unsigned approved = 0;
    for (const auto& [id, other] : lives) {
        if (id == life.id || lower_case(other.facts.user) != lower_case(facts.user)) continue;
        if (const auto* settled = std::get_if<Settled>(&other.stage))
            approved +=
                by_schedule(settled->verdict.by) && settled->verdict.at > left + std::chrono::minutes{1} ? 1 : 0;
        else if (const auto* claim = claim_of(other))
            approved += by_schedule(claim->by) && claim->since.wall > left + std::chrono::minutes{1} ? 1 : 0;
    }
    if (approved >= rules.limit) return "the requester has had " + std::to_string(approved) + " automatic approvals";
    return std::nullopt;
}

}  // namespace privman::simulator
