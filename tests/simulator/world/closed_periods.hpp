// When nobody is there: the stretches between business hours, found by walking every minute of a season.
#pragma once

#include "domain/moment.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::simulator {

/// Business hours as the simulated admin means them: minutes of each day (Monday first) in which people are there.
struct Timetable {
    std::string zone;
    std::array<std::vector<std::pair<int, int>>, 7> open;  ///< [from, to), `to` up to 24 h
    std::string typed;                                     ///< the same, as he types it
};

/// The timetables that occur, each with its difficulty: half hours, midnight, weekends, far zones.
const std::vector<Timetable>& timetables();
const Timetable* timetable_of(const std::string& typed);

/// Is somebody there at this minute?
bool somebody_is_there(const Timetable& table, WallTime when);

struct ClosedPeriod {
    WallTime from{};
    WallTime until{};
    [[nodiscard]] bool holds(WallTime when) const { return from <= when && when < until; }
    friend bool operator==(const ClosedPeriod&, const ClosedPeriod&) = default;
};

/// The one that holds `when`; nothing while somebody is there.
std::optional<ClosedPeriod> closed_at(const Timetable& table, WallTime when);
/// The same, or the next one.
ClosedPeriod closed_from(const Timetable& table, WallTime when);

}  // namespace privman::simulator
