// After an upgrade: which default means something else now, said once in every channel.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/settings_keeper.hpp"

namespace privman {

struct TellChangedDefaults {
    SettingsKeeper& settings;
    MessageBoard& board;
    const ApproveUnattended& unattended;
    Clock& clock;
    observe::Log& log;
};

/// `by_default`: AUTO_APPROVE_DURATION is not set, so that the default counts. Tells every channel that was registered
/// by an earlier release, notes each that was told, and returns when there is nobody left; a channel that cannot be
/// spoken to is tried again at the next start.
Async<void> tell_changed_defaults(TellChangedDefaults with, bool by_default);

}  // namespace privman
