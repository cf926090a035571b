#include "sandbox/slack/rate_limits.hpp"

#include <algorithm>
#include <cmath>

namespace privman::sandbox::slack {

std::optional<int> RateLimits::take(std::string_view key, Pace pace) {
    if (!enforced_) return std::nullopt;
    const auto now = clock_.boot_ms();
    const double per_ms = static_cast<double>(pace.burst) / static_cast<double>(pace.per_ms);
    auto found = buckets_.find(key);
    if (found == buckets_.end()) {
        found = buckets_.emplace(std::string{key}, Bucket{static_cast<double>(pace.burst), now}).first;
    }
    Bucket& bucket = found->second;
    bucket.tokens =
        std::min(static_cast<double>(pace.burst), bucket.tokens + static_cast<double>(now - bucket.at_ms) * per_ms);
    bucket.at_ms = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / per_ms / 1000)));
}

}  // namespace privman::sandbox::slack
