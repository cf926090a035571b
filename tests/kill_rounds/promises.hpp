// What must hold of everything that Slack and Privilege Manager have seen, whatever happened to the bot.
#pragma once

#include "tests/kill_rounds/people.hpp"

namespace privman::kill_rounds {

struct Story {
    std::vector<std::string> requests;
    std::vector<Press> presses;
    std::size_t kills = 0;
};

/// Waits until every card has come to rest, presses the buttons of cards that the bot cannot know of, then says every
/// promise that is broken, one sentence each.
std::vector<std::string> broken_promises(const tools::Rig& rig, Story& story);

}  // namespace privman::kill_rounds
