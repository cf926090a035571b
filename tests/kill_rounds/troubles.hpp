// What goes wrong around the bot while it is killed.
#pragma once

#include "tests/kill_rounds/people.hpp"

namespace privman::kill_rounds {

/// One or two faults of Slack and of Privilege Manager, each for a few calls.
void cause_trouble(tools::Rig& rig, Chance& chance);

/// Everything answers again.
void end_trouble(tools::Rig& rig);

}  // namespace privman::kill_rounds
