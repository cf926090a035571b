// One night on which somebody says that the schedule must stop, and Slack is no help.
#pragma once

#include "tests/tools/rig.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace privman::off_rounds {

struct Options {
    tools::Programs programs;
    int rounds = 100;
    int commands = 1000;                      ///< that one member says meanwhile
    std::chrono::milliseconds within{1'000};  ///< after which being off must survive a kill
    std::uint64_t seed = 0;
};

struct Result {
    std::string played;               ///< who said what, in one line
    std::vector<std::string> broken;  ///< promises, a sentence each
};

/// A fresh bot approves by schedule; `chat.postMessage` begins to answer 429 with `Retry-After: 300`, a member without
/// rights says command after command, and an admin or an approver switches off. Then:
///  * killed `within` later, the store says that it is off;
///  * no decision is sent from that moment on, neither for requests that were raised before nor after it, also after a
///    restart, and also when Slack answers again;
///  * whoever said it reads that it is off, as soon as Slack answers again.
/// Every second round kills the bot at that moment, the others let it live. `seed` decides what is played.
Result play(const Options& options, std::uint64_t seed);

}  // namespace privman::off_rounds
