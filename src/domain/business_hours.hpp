// The weekly hours during which people answer, and whether a local clock reads a time inside them.
#pragma once

#include "domain/moment.hpp"
#include "domain/zone_span.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace privman {

/// What a clock on the wall of one place reads.
struct LocalMoment {
    std::chrono::weekday day;
    std::chrono::seconds since_midnight;  ///< as the clock reads, in [0, 24 h); not the time passed since midnight

    friend bool operator==(const LocalMoment&, const LocalMoment&) = default;
};

/// One window of one weekday: `from` is inside, `to` is not. Over midnight `to` is more than 24 h, and the window
/// belongs to the day on which it begins.
struct OpenHours {
    std::chrono::weekday day;
    std::chrono::minutes from;  ///< in [0, 24 h)
    std::chrono::minutes to;    ///< in (from, from + 24 h]

    friend bool operator==(const OpenHours&, const OpenHours&) = default;
};

/// Windows may overlap: what any of them covers is open.
struct BusinessHours {
    std::vector<OpenHours> hours;
    std::string zone;  ///< IANA name

    friend bool operator==(const BusinessHours&, const BusinessHours&) = default;
};

/// What the clocks read at `when`, which must lie in `span`.
LocalMoment local(const ZoneSpan& span, WallTime when);

/// Somebody is there: the local clock reads a time inside a window. Nothing else counts, so an hour that is skipped is
/// never open, and one that is repeated is open (or closed) both times.
bool open_at(const BusinessHours&, const LocalMoment&);
bool open_at(const BusinessHours&, const ZoneSpan&, WallTime);

/// The part of an ordinary week (without a change of offset) in which nobody is there, of 168 hours.
std::chrono::minutes closed_per_week(const BusinessHours&);
/// The same in per cent, rounded; 0 and 100 only when exact.
int closed_percent(const BusinessHours&);

/// For people: "Mon–Fri 08:00–17:00 America/Chicago", "Mon–Thu 08:00–17:00, Fri 08:00–14:00 Europe/Berlin".
std::string in_words(const BusinessHours&);

}  // namespace privman
