// What must hold of everything that Slack and Privilege Manager have seen, whatever happened to the bot.
#pragma once

#include "tests/kill_rounds/people.hpp"

namespace privman::kill_rounds {

/// Requests of this program are left to people by the settings of every story.
inline constexpr const char* kept_from_schedule = R"(C:\Tools\for-people.exe)";
inline constexpr const char* kept_pattern = R"(*\for-people.exe)";

struct Story {
    bool schedule = false;          ///< it is Saturday, and outside business hours nobody is asked
    std::size_t cards_at_once = 0;  ///< 0: every request has a card; otherwise the rest stands in the digest
    std::vector<std::string> requests;
    std::vector<Press> presses;
    std::size_t kills = 0;               ///< ends of the bot, of either kind
    std::size_t stops = 0;               ///< of these, those that were asked for
    std::vector<std::string> bad_stops;  ///< asked to end and did not, or not well
};

/// What was looked at, over all stories.
struct Figures {
    std::size_t presses = 0;
    std::size_t calls = 0;      ///< that asked Privilege Manager to decide
    std::size_t effective = 0;  ///< of these, those that did
    std::size_t by_schedule = 0;
    std::size_t facts = 0;        ///< lines in the ledger
    std::size_t unconfirmed = 0;  ///< lives that ended so
    std::size_t digests = 0;      ///< channels with requests in the digest at the end
};

/// Waits until every card has come to rest, presses the buttons of cards that the bot cannot know of, then says every
/// promise that is broken, one sentence each.
std::vector<std::string> broken_promises(const tools::Rig& rig, Story& story, Figures& figures);

}  // namespace privman::kill_rounds
