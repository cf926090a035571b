// The IANA zone files of this machine.
#pragma once

#include "ports/time_zones.hpp"

#include <optional>
#include <string>
#include <vector>

namespace privman::clocks {

class ZoneDatabase final : public TimeZones {
public:
    /// Names are found without regard to case where the machine lists them, and old ones (`US/Central`) also where it
    /// has no file for them. The failure for an unknown name says the nearest known one. Answers for the years 1 to
    /// 9999, `malformed` outside them.
    [[nodiscard]] Outcome<ZoneSpan> span_at(const std::string& zone, WallTime when) const override;
};

/// Zone files are there and say what they should, decades ahead. False: no schedule can be trusted, refuse to start.
[[nodiscard]] bool zone_data_present();

/// `2026a`, when the machine says so.
[[nodiscard]] std::optional<std::string> zone_data_version();

/// Every zone name that the machine lists, sorted; empty when it has no list (zones may be found all the same).
[[nodiscard]] const std::vector<std::string>& zone_names();

}  // namespace privman::clocks
