// May the schedule approve this now? Answered a second time, from what the world knows and without a line of the bot's
// code, so that a mistake of the bot cannot agree with itself.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "domain/settings.hpp"
#include "tests/simulator/world/closed_periods.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

struct UnattendedRules {
    unsigned limit = 20;
    unsigned limit_computer = 60;
    std::set<std::string> ratings{"Clean", "Good"};
    bool takes_unknown = false;    ///< AUTO_APPROVE_RATINGS names `unknown`
    std::chrono::minutes grant{};  ///< 0: one time
    WallTime remembers_since{};    ///< before that the store knows nothing
};

/// What was decided before, by whom it was asked for: outlives every record of the bot.
struct PastNo {
    RequestId id;
    std::string person;
    std::string file;
    WallTime at{};
    bool went_away = false;  ///< without a decision of ours
};
struct PastYes {
    RequestId id;
    std::string person;
    std::string computer;
    WallTime at{};
};
struct Past {
    std::vector<PastNo> noes;
    std::vector<PastYes> yeses;  ///< by the schedule, and those that may be
};

/// One request at one moment, by the bot's clock for people.
struct Question {
    RequestId id;
    ElevationRequest facts;
    WallTime first_seen{};  ///< as the bot has stored it
    WallTime sighted{};     ///< when these facts were first seen
    WallTime now{};
    bool clicked = false;         ///< somebody who may decide has clicked on it
    bool rated_instance = false;  ///< some request of this instance has carried a rating
    bool rating_waited = false;   ///< a list begun 60 s or more after that sight has come
};

/// Where the rules leave a choice: what no reading of them allows, or what every reading of them asks for.
enum class Reading { must_not, has_to };

/// Why the schedule must not approve it (or need not, where the rules leave a choice); nothing when it may (or has to).
std::optional<std::string> objection_to_schedule(const Question& question, Reading reading, const Settings& settings,
                                                 const UnattendedRules& rules, const Past& past);

}  // namespace privman::simulator
