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

/// When the closed period around `now` began. Nothing when `now` is open, when it began longer than `switch_search`
/// ago, or when the zone is not known.
std::optional<WallTime> closed_period_start(const BusinessHours&, WallTime now, const SpanAt& span_at);

}  // namespace privman
