// One reminder of what waits: in the card's thread; of several at once, one message in the channel.
#pragma once

#include "async/task_scope.hpp"
#include "domain/moment.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"

namespace privman {

struct Reminding {
    Records& records;
    SettingsKeeper& settings;
    MessageBoard& board;
    Clock& clock;
    async::TaskScope& tasks;
    observe::Log& log;
};

/// Reminds once per request, in every registered channel that has a card of it, when it has waited for `after`. What a
/// channel does not take is said again for ten minutes, as far as it still waits by then. `after` of zero: never. Until
/// cancelled.
Async<void> remind(Reminding with, Millis after);

}  // namespace privman
