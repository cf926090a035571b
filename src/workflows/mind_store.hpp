// A store that hangs or refuses is said in every channel, as blindness is: new requests are not shown meanwhile.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "workflows/announcer.hpp"
#include "workflows/records.hpp"

namespace privman {

struct MindingStore {
    Records& records;
    Announcer& announcer;
    Clock& clock;
    observe::Log& log;
};

/// Says once that changes are not stored, when that has been so for `Records::stalled_after`, and once that they are
/// again. Until cancelled.
Async<void> mind_store(MindingStore with);

/// For whoever has just clicked, and for everybody: why nothing is stored now. Nothing: it is, or it has not been long.
std::optional<std::string> why_not_stored(const Records& records);

}  // namespace privman
