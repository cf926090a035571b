// Zones and moments for the tests of everything that depends on the hour of the day.
#pragma once

#include "clocks/zone_database.hpp"
#include "domain/business_hours.hpp"
#include "domain/next_switch.hpp"
#include "domain/schedule_text.hpp"

#include <cctype>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace privman::testing_time {

/// "2026-03-08 07:00" or "2026-03-08 07:00:30", UTC.
inline WallTime utc(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second) < 5)
        throw std::invalid_argument{text};
    return std::chrono::sys_days{std::chrono::year{year} / month / day} + std::chrono::hours{hour} +
           std::chrono::minutes{minute} + std::chrono::seconds{second};
}

/// The name of a table's row as the test runner can carry it: no punctuation that means something to it.
inline std::string row_name(std::string_view text) {
    std::string name;
    for (const char c : text)
        name += std::string_view{" :/-_#+,."}.contains(c) || std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
}

/// As `utc` reads it.
inline std::string utc_text(WallTime when) {
    const auto midnight = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss time{when - midnight};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()));
    std::string all{text};
    const auto rest = time.seconds() + time.subseconds();
    if (rest.count() != 0) all += "+" + std::to_string(rest.count()) + "ms";
    return all;
}

/// The zone's spans; remembers the last one, so that walking along is cheap.
inline SpanAt spans_of(const std::string& zone) {
    auto last = std::make_shared<std::optional<ZoneSpan>>();
    return [zone, last](WallTime when) -> std::optional<ZoneSpan> {
        if (*last && when >= (*last)->begins && when < (*last)->ends) return *last;
        const auto found = clocks::ZoneDatabase{}.span_at(zone, when);
        *last = found ? std::optional{*found} : std::nullopt;
        return *last;
    };
}

inline BusinessHours schedule(const std::string& text) {
    auto parsed = parse_schedule(text);
    if (!parsed) throw std::invalid_argument{text + ": " + parsed.error().word + " " + parsed.error().why};
    return std::move(*parsed);
}

inline bool open_in(const BusinessHours& hours, WallTime when) {
    return open_at(hours, spans_of(hours.zone)(when).value(), when);
}

}  // namespace privman::testing_time
