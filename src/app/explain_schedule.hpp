// `schedule explain`: would a request of that moment be approved automatically, and why; the next changes.
#pragma once

#include "domain/business_hours.hpp"
#include "domain/moment.hpp"
#include "domain/settings.hpp"
#include "ports/time_zones.hpp"

#include <optional>
#include <string>

namespace privman::app {

struct ExplainOptions {
    std::string at;        ///< ISO 8601, with an offset or in the schedule's own zone
    std::string schedule;  ///< instead of the stored one
};

/// Prints the explanation. 0: explained. 1: the stored schedule cannot be read (a running bot holds its store). 2: the
/// options or the settings are wrong.
int explain_schedule(const ExplainOptions& options);

/// Where a schedule that AWS keeps in `parameter` was read, in one sentence: AWS itself is not asked.
std::string read_from(const DocumentMark& mark, const std::string& parameter);

/// The moment of a `2026-03-08T02:30[:00][Z|±hh:mm]` text. Without an offset: in the zone, where a skipped time is
/// nothing and a repeated one is the first of the two. Nothing for anything else.
std::optional<WallTime> moment_at(const std::string& text, const std::string& zone, const TimeZones& zones);

}  // namespace privman::app
