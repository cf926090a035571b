// What a seed decides beforehand: what people do, what goes wrong, and when. A plan can be cut, which is how a story
// becomes short.
#pragma once

#include "domain/moment.hpp"

#include <cstdint>
#include <set>
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
    demote,        ///< somebody loses his rights, for good
    edit_row,      ///< a row that waits says something else from now on
    double_row,    ///< and one more row has its id, for a while
    late_command,  ///< said now, delivered when others have spoken
    flood,         ///< somebody without rights says one thing over and over
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
    replies_throttled,  ///< whatever answers people gets a 429 of minutes; cards do not
    // Its connections.
    socket_cut,
    socket_silent,
    socket_ghosts,  ///< the same, and Slack goes on counting them for so long
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
    // Between a claim and its call.
    second_thoughts,  ///< after the next claim of the schedule somebody takes back what it goes by
    edit_at_claim,    ///< after the next claim its row says something else
    // While a rating is waited for.
    raise_unrated,
    early_press,   ///< somebody, with rights or without, wants to approve what has no rating yet
    bob_presses,   ///< an approver wants to approve the newest
    edit_unrated,  ///< the newest one without a rating asks for another file from now on
    // What stalls.
    disk_stalls,      ///< no write comes back, for a while
    process_stops,    ///< and its connections stay: what is sent meanwhile waits in them
    off,              ///< somebody who may switches the schedule off
    strange_press,    ///< of what was never posted
    storm,            ///< more people than may wait press on one card
    directory_fails,  ///< nobody says who somebody is, for a while
};
inline constexpr unsigned kinds = static_cast<unsigned>(Kind::directory_fails) + 1;

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
    unsigned limit_computer = 60;
    bool rates = false;          ///< Privilege Manager says how good a file is, sometimes later than the rest
    bool takes_unknown = false;  ///< AUTO_APPROVE_RATINGS names `unknown` as well
    bool hashes = false;         ///< and says the hash of a file
    bool one_time = false;       ///< AUTO_APPROVE_DURATION
    Millis poll_interval{30'000};
    Millis wrong_clock{0};              ///< the machine's clock is ahead by so much, for days
    std::vector<Happening> happenings;  ///< by time
    std::set<std::string> ignored;      ///< rules that may be broken
};

Plan plan_of(std::uint64_t seed);

/// For the timeline.
std::string in_words(const Happening& happening);

}  // namespace privman::simulator
