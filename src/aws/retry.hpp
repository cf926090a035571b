// How long to wait before a second try, and when to stop adding to a storm.
#pragma once

#include "aws/answer.hpp"

#include <optional>
#include <string_view>

namespace privman::aws {

inline constexpr int most_attempts = 3;

/// The pause before attempt `attempt + 1` (`attempt` counts from 1), `chance` in [0, 1). `asked_for` is the
/// `x-amz-retry-after` header: it raises the wait, by five seconds at most.
[[nodiscard]] Millis pause_after(int attempt, Remedy remedy, double chance, std::string_view asked_for);

/// Tokens that retries cost and successes earn back. When they are gone, nothing is tried twice.
class RetryBudget {
public:
    /// False: out of tokens, take the failure as it is.
    [[nodiscard]] bool take(Remedy remedy);

    /// A call succeeded, after retries of `last` or (`none`) without.
    void give_back(Remedy last);

private:
    static constexpr int most = 500;
    int tokens_ = most;
};

}  // namespace privman::aws
