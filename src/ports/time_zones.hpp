// What the zone database knows, reduced to the one question from which the domain computes everything else.
#pragma once

#include "domain/moment.hpp"
#include "domain/zone_span.hpp"
#include "ports/outcome.hpp"

#include <chrono>
#include <string>

namespace privman {

class TimeZones {
public:
    virtual ~TimeZones() = default;

    /// The stretch of constant UTC offset around `when` in the IANA zone `zone`. Fails with `not_found` for an unknown
    /// zone. Synchronous: the database is in memory after first use.
    [[nodiscard]] virtual Outcome<ZoneSpan> span_at(const std::string& zone, WallTime when) const = 0;
};

}  // namespace privman
