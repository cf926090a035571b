// The spellings of a moment that AWS answers with.
#pragma once

#include "aws/failure.hpp"

#include <optional>
#include <string_view>

namespace privman::aws {

/// RFC 3339 in UTC, `2026-01-01T00:00:00Z`, with or without a fraction of a second.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

/// Seconds since 1970 with a fraction, as AWS JSON has them. Nothing for what is no time between 1970 and 9999.
[[nodiscard]] std::optional<WallTime> from_epoch_seconds(double seconds);

}  // namespace privman::aws
