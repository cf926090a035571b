// Business hours as people type them: `mon-fri 08:00-17:00 America/Chicago`.
#pragma once

#include "domain/business_hours.hpp"

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace privman {

/// What is wrong with a schedule, so that its author can mend it.
struct ScheduleFault {
    std::string word;     ///< the word at fault, as typed, shortened; empty when the text is empty
    std::string why;      ///< one clause, lower case, without a full stop
    std::string example;  ///< a right schedule

    friend bool operator==(const ScheduleFault&, const ScheduleFault&) = default;
};

inline constexpr std::size_t longest_schedule = 400;  ///< bytes

/// Reads
///
///     schedule = part { [","] part } zone
///     part     = days { [","] days } window { [","] window }
///     days     = day | day "-" day                               fri-mon wraps
///     window   = HH:MM "-" HH:MM | "24h"                         an end at or before the start is on the next day
///
/// in any case, with full or shortened day names, any dash and any space. `24:00` is only an end; equal ends are a
/// fault
/// (`24h` says what they could mean). The zone is checked for its form only: whether it exists is known to the caller's
/// `TimeZones`. Hours come back in the order of the week, each once.
std::expected<BusinessHours, ScheduleFault> parse_schedule(std::string_view text);

/// The shortest usual spelling, days with equal windows together; `parse_schedule` reads the same hours back
/// (a text longer than `longest_schedule`, of very many windows, excepted). `hours` must not be empty.
std::string spelling(const BusinessHours&);

/// The fault for a zone that nobody knows; names the nearest of `known`, which may be empty.
ScheduleFault unknown_zone(std::string_view zone, std::span<const std::string> known = {});

}  // namespace privman
