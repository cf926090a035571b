// Everything one simulated AWS account consists of.
#pragma once

#include "sandbox/aws/access_keys.hpp"
#include "sandbox/aws/call_log.hpp"
#include "sandbox/aws/faults.hpp"
#include "sandbox/aws/options.hpp"
#include "sandbox/aws/parameters.hpp"
#include "sandbox/aws/quota.hpp"
#include "sandbox/clock.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace privman::sandbox::aws {

/// What a test may bend.
struct Rules {
    std::string region;
    bool enforce_rate = true;
    std::int64_t clock_offset_ms = 0;  ///< AWS's clock against the sandbox's
    std::string pages = "full";        ///< "short": one a page; "empty": every page with something follows an empty one
    std::set<std::string, std::less<>> denied;  ///< operations that IAM forbids
    std::int64_t credentials_lifetime_ms = 6LL * 3'600'000;
    bool instance_role = true;  ///< whether the instance metadata knows a role
};

/// Reads that lag behind: so many, or until a moment, or both.
struct Staleness {
    std::int64_t reads = 0;
    std::optional<std::int64_t> until_boot_ms;
    Sight shows = Sight::before;
};

struct Account {
    Account(Clock& the_clock, AwsOptions the_options)
        : clock{the_clock},
          options{std::move(the_options)},
          keys{options.access_key_id, options.secret_access_key},
          quota{clock},
          rules{.region = options.region} {}

    Clock& clock;
    AwsOptions options;
    AccessKeys keys;
    Parameters parameters;
    Quota quota;
    Faults faults;
    CallLog calls;
    Rules rules;
    Staleness stale;

    /// By AWS's own clock.
    [[nodiscard]] std::int64_t now_ms() const { return clock.wall_ms() + rules.clock_offset_ms; }

    /// What the next read sees; a stale read is used up by it.
    Sight next_sight() {
        if (stale.until_boot_ms && clock.boot_ms() >= *stale.until_boot_ms) stale.until_boot_ms.reset();
        if (stale.until_boot_ms) return stale.shows;
        if (stale.reads == 0) return Sight::current;
        --stale.reads;
        return stale.shows;
    }
};

}  // namespace privman::sandbox::aws
