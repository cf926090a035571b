// The automatic answer outside business hours: collects what the rule looks at, and asks the rule.
#pragma once

#include "domain/auto_approval.hpp"
#include "domain/fold.hpp"
#include "domain/grant.hpp"
#include "domain/pattern.hpp"
#include "domain/request_life.hpp"
#include "observe/log.hpp"
#include "ports/time_zones.hpp"
#include "workflows/off_latch.hpp"
#include "workflows/records.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace privman {

struct UnattendedPolicy {
    Grant grant = Grant::lasting(std::chrono::hours{4});
    std::vector<RequestPattern> except;
    unsigned limit = 20;  ///< automatic yeses per requester and closed period
};

class ApproveUnattended {
public:
    /// `holds_lease` says whether this bot is the one that may act by itself now.
    ApproveUnattended(const Records& records, const TimeZones& zones, UnattendedPolicy policy,
                      std::function<bool()> holds_lease, Fold fold, observe::Log& log)
        : records_{records},
          zones_{zones},
          policy_{std::move(policy)},
          holds_lease_{std::move(holds_lease)},
          fold_{std::move(fold)},
          log_{log} {}

    /// The schedule's claim on this request, if every condition holds now; `read_just_now` says that schedule and store
    /// were read strongly a moment ago. Decides nothing by itself.
    [[nodiscard]] std::optional<Claim> claim_for(const Life& life, const Moment& now, bool read_just_now) const;

    /// Why this request may not be approved automatically now, in a clause; nothing when every condition holds. Whether
    /// somebody holds a claim already is not looked at: a claim of the schedule is judged by the same rule again.
    [[nodiscard]] std::optional<std::string> objection(const Life& life, const Moment& now, bool read_just_now) const;

    [[nodiscard]] const UnattendedPolicy& policy() const { return policy_; }

    /// Whoever says off sets it; while it holds there is no claim.
    [[nodiscard]] OffLatch& off_latch() { return off_latch_; }
    [[nodiscard]] const OffLatch& off_latch() const { return off_latch_; }
    /// Would the schedule act, as far as it is switched on and nothing speaks against all of it?
    [[nodiscard]] bool is_on() const;
    /// Another process may answer for the same app, so this one does not act by itself.
    [[nodiscard]] bool pauses() const { return !holds_lease_(); }

private:
    [[nodiscard]] Unattended judged(const Life& life, const Moment& now, bool read_just_now) const;
    [[nodiscard]] unsigned approved_since(const std::string& requester, WallTime since, const RequestId& but) const;

    const Records& records_;
    const TimeZones& zones_;
    UnattendedPolicy policy_;
    std::function<bool()> holds_lease_;
    Fold fold_;
    observe::Log& log_;
    OffLatch off_latch_;
};

}  // namespace privman
