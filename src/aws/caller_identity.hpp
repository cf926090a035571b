// Whom AWS takes us for.
#pragma once

#include "aws/signed_calls.hpp"

#include <string>
#include <string_view>

namespace privman::aws {

struct CallerIdentity {
    std::string account;  ///< twelve digits
    std::string arn;      ///< `arn:aws:sts::111122223333:assumed-role/privman-bot-task/…`
};

/// Asks STS; always allowed. `sts` signs for `sts`.
Async<Result<CallerIdentity>> ask_caller_identity(SignedCalls& sts);

[[nodiscard]] Result<CallerIdentity> read_caller_identity(std::string_view xml);

}  // namespace privman::aws
