// May the schedule approve this now? Answered a second time, minute by minute over the zone files and without a line of
// the bot's code, so that a mistake of the bot cannot agree with itself.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/moment.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"

#include <array>
#include <map>
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

struct UnattendedRules {
    unsigned limit = 20;
    std::string except_path_prefix;  ///< what AUTO_APPROVE_EXCEPT holds, as a prefix of the path; empty: nothing
    std::chrono::minutes grant{240};
};

/// Why the schedule must not approve `life` at `now`; nothing when it may. `lives`: everything that is durable.
std::optional<std::string> objection_to_schedule(const Life& life, WallTime now, const Settings& settings,
                                                 const UnattendedRules& rules, const std::map<RequestId, Life>& lives);

}  // namespace privman::simulator
