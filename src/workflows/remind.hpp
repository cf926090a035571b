// One reminder in the card's thread while a request waits.
#pragma once

#include "domain/moment.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/records.hpp"

namespace privman {

/// Reminds once per request, in every thread that has a card, when it has waited for `after`. `after` of zero: never.
/// Until cancelled.
Async<void> remind(Records& records, MessageBoard& board, Clock& clock, observe::Log& log, Millis after);

}  // namespace privman
