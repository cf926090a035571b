// A stretch of time during which a zone keeps one UTC offset.
#pragma once

#include "domain/moment.hpp"

#include <chrono>

namespace privman {

struct ZoneSpan {
    WallTime begins;              ///< first moment of the stretch (far past when there is no earlier change)
    WallTime ends;                ///< first moment after it (far future when there is no later change)
    std::chrono::seconds offset;  ///< local = UTC + offset
};

}  // namespace privman
