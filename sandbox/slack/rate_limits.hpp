// How often a method may be called. Slack's tiers, counted on the sandbox clock:
// https://docs.slack.dev/apis/web-api/rate-limits
#pragma once

#include "sandbox/clock.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::slack {

/// `burst` calls at once, refilled evenly over `per_ms`.
struct Pace {
    int burst = 50;
    std::int64_t per_ms = 60'000;
};

inline constexpr Pace tier_2{20, 60'000};
inline constexpr Pace tier_3{50, 60'000};
inline constexpr Pace tier_4{100, 60'000};
inline constexpr Pace hundreds_a_minute{600, 60'000};
/// `chat.postMessage`: one a second into one channel, short bursts tolerated.
inline constexpr Pace posts_into_one_channel{5, 5'000};
/// `chat.postMessage`: into the whole workspace.
inline constexpr Pace posts_altogether{300, 60'000};

class RateLimits {
public:
    explicit RateLimits(const Clock& clock) : clock_{clock} {}

    /// Takes one call out of the bucket `key`; or says in how many whole seconds to come back, and takes nothing.
    std::optional<int> take(std::string_view key, Pace pace);

    /// Off: everything is let through.
    void enforce(bool on) { enforced_ = on; }
    [[nodiscard]] bool enforced() const { return enforced_; }

private:
    struct Bucket {
        double tokens = 0;
        std::int64_t at_ms = 0;
    };

    const Clock& clock_;
    bool enforced_ = true;
    std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace privman::sandbox::slack
