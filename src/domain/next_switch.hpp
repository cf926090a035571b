// When people come and when they go: the moments at which business hours begin or end, exact through every change of
// the clocks.
#pragma once

#include "domain/business_hours.hpp"
#include "domain/moment.hpp"
#include "domain/zone_span.hpp"

#include <functional>
#include <optional>

namespace privman {

/// The zone's stretch of constant offset around a moment; nothing when that is not known.
using SpanAt = std::function<std::optional<ZoneSpan>(WallTime)>;

/// How far both searches look. A week holds every edge of a schedule; a zone that skips a whole day can cost a second
/// one.
inline constexpr std::chrono::days switch_search{16};

/// The first moment after `now` at which open becomes closed or closed becomes open. Nothing when there is none within
/// `switch_search` (always open, no hours at all), or when the zone is not known.
std::optional<WallTime> next_switch(const BusinessHours&, WallTime now, const SpanAt& span_at);

/// When what holds at `now`, open or closed, began. Nothing when it began longer than `switch_search` ago, or when the
/// zone is not known.
std::optional<WallTime> last_switch(const BusinessHours&, WallTime now, const SpanAt& span_at);

/// When the closed period around `now` began. Nothing when `now` is open, when it began longer than `switch_search`
/// ago, or when the zone is not known.
std::optional<WallTime> closed_period_start(const BusinessHours&, WallTime now, const SpanAt& span_at);

/// Nobody is there from `begins` on until `ends`, and somebody was there just before.
struct ClosedPeriod {
    WallTime begins{};
    std::optional<WallTime> ends;  ///< nothing: not within `switch_search`, or not known

    [[nodiscard]] bool holds(WallTime when) const { return when >= begins && (!ends || when < *ends); }
    friend bool operator==(const ClosedPeriod&, const ClosedPeriod&) = default;
};

/// The closed period that holds `now`; nothing when `closed_period_start` says nothing.
std::optional<ClosedPeriod> closed_period_around(const BusinessHours&, WallTime now, const SpanAt& span_at);

}  // namespace privman
