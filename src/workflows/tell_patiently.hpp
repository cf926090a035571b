// An answer for one clicker, which the chat product may refuse for a while.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/tally.hpp"

namespace privman {

/// What telling needs; outlives whatever is told.
struct Telling {
    MessageBoard& board;
    Clock& clock;
    Tally& tally;
    observe::Log& log;
};

/// Tells him, and tries again for the 30 minutes that a response URL works (the board falls back by itself when it is
/// refused). Returns when he was told, or when it makes no sense any more.
Async<void> tell_patiently(Telling with, ReplyTo to, Words words);

}  // namespace privman
