// Old names of time zones: `US/Central` is America/Chicago. Newer systems keep them in a package of their own.
#pragma once

#include <string_view>

namespace privman::clocks {

/// The zone that the zone files' own list gives for an old name, found without regard to case; empty when it is none.
[[nodiscard]] std::string_view zone_behind_alias(std::string_view name);

}  // namespace privman::clocks
