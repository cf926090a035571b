// Which time zone somebody means: a name of the zone files, a city, or an abbreviation that several places share.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

struct ZonesMeant {
    std::vector<std::string> zones;  ///< as the zone files spell them, the likeliest first; empty: no zone is called so
    /// One place and no other is called so. An abbreviation is never certain: its letters are used in several places,
    /// or name a place that never changes its clocks.
    bool certain = false;
};

/// `known` are the names of the zone files, sorted. When it is empty nobody can tell: the name comes back as it was
/// typed. Case, `_`, `-` and blanks count alike: `new york` is `America/New_York`.
ZonesMeant zones_meant(std::string_view typed, std::span<const std::string> known);

/// The zone that is named somewhere in `text`, for an example in the words of whoever typed it; empty when none is, or
/// when it is not certain.
std::string zone_named_in(std::string_view text, std::span<const std::string> known);

}  // namespace privman
