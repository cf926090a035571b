// What a seed decides beforehand: what people do, what goes wrong, and when. A plan can be cut, which is how a story
// becomes short.
#pragma once

#include "domain/moment.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace privman::simulator {

enum class Kind {
    // What happens to everybody.
    raise,
    console,
    press,
    crowd,
    command,
    delete_card,
    // Privilege Manager, for a while.
    pm_unreachable,
    pm_slow,
    pm_errors,
    pm_loses_answers,
    pm_malformed,
    pm_lags,
    pm_refuses_login,
    list_lies,
    // Slack, for a while.
    slack_unreachable,
    slack_slow,
    slack_errors,
    slack_loses_answers,
    slack_throttles,
    channel_refuses,
    // Its connections.
    socket_cut,
    socket_silent,
    socket_refresh,
    socket_refused,
    // The disk, for a while.
    disk_full,
    disk_write_errors,
    disk_sync_errors,
    disk_read_errors,
    disk_slow,
    // The process and its machine.
    crash,           ///< after so many steps of the loop
    kill,            ///< the same, at once, and the machine goes on
    crash_at_call,   ///< around the next call to Privilege Manager
    crash_at_write,  ///< in the middle of a write to the disk
    clock_jump,
    sleep,  ///< the machine, for a while
};

const char* name_of(Kind kind);

struct Happening {
    Millis at{};
    Kind kind{};
    Millis length{};         ///< for what lasts
    std::uint64_t luck = 0;  ///< for whatever else must be chosen
};

struct Plan {
    std::uint64_t seed = 0;
    WallTime begins{};
    bool sparse = false;    ///< a week, in which the bot is away most of the time; otherwise dense hours
    Millis trouble_ends{};  ///< nothing goes wrong any more, nobody does anything any more
    Millis ends{};
    bool lenient_server = false;  ///< Privilege Manager takes a second decision as if it were the first
    bool named_approvers = false;
    unsigned timetable = 0;
    std::size_t cards_at_once = 25;
    unsigned limit = 20;
    Millis poll_interval{30'000};
    std::vector<Happening> happenings;  ///< by time
};

Plan plan_of(std::uint64_t seed);

/// For the timeline.
std::string in_words(const Happening& happening);

}  // namespace privman::simulator
