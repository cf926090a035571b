// The automatic answer outside business hours: collects what the rule looks at, asks the rule, and says what people
// must know about it.
#pragma once

#include "domain/auto_approval.hpp"
#include "domain/fence.hpp"
#include "domain/fold.hpp"
#include "domain/grant.hpp"
#include "domain/pattern.hpp"
#include "domain/ratings.hpp"
#include "domain/request_life.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/time_zones.hpp"
#include "workflows/announcer.hpp"
#include "workflows/off_latch.hpp"
#include "workflows/records.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman {

struct UnattendedPolicy {
    Grant grant = Grant::lasting(std::chrono::hours{4});
    std::vector<RequestPattern> except;
    std::vector<std::string> ratings{"clean", "good"};  ///< that may be approved
    unsigned limit = 20;                  ///< automatic yeses per requester, within 24 hours of one closed period
    unsigned limit_computer = 60;         ///< the same per computer
    Millis kept = std::chrono::days{90};  ///< how long a store of an earlier version has kept what was settled
};

class ApproveUnattended {
public:
    struct Deps {
        Records& records;
        const TimeZones& zones;
        Announcer& announcer;
        const Clock& clock;
        Fold fold;
        std::function<bool()> holds_lease;  ///< this bot is the one that may act by itself now
        observe::Log& log;
    };

    ApproveUnattended(Deps deps, UnattendedPolicy policy);
    ApproveUnattended(const ApproveUnattended&) = delete;
    ApproveUnattended& operator=(const ApproveUnattended&) = delete;

    /// A complete list was read that began at `begun`; before its requests are considered. Stores what has to outlive
    /// this process. A store that does not take it is asked again with the next list.
    Async<void> take_list(Moment begun, const PendingList& list);
    /// One was read for a decision: an instance that rates is known by any list. Stored with the next poll's.
    void learn_ratings(const PendingList& list);

    /// The life with the schedule's claim on it, if every condition holds now. Otherwise, at a time when nobody is
    /// there, with the reason why it waits for people. `read_just_now` says that schedule and store were read strongly
    /// a moment ago.
    [[nodiscard]] Life consider(Life life, const Moment& now, bool read_just_now);
    /// That claim alone. Decides nothing by itself.
    [[nodiscard]] std::optional<Claim> claim_for(const Life& life, const Moment& now, bool read_just_now) const;
    /// Why this life, which waits or which the schedule has claimed, may not be approved automatically now, in a
    /// clause; nothing when it may.
    [[nodiscard]] std::optional<std::string> objection(const Life& life, const Moment& now, bool read_just_now) const;

    /// This life has ended, and a rule may still look at it: it must be kept.
    [[nodiscard]] bool still_counts(const Life& life) const;

    /// What makes it more careful now than its settings say, for `status`; nothing at other times.
    [[nodiscard]] std::optional<Words> reservation() const;
    /// How many of the requests that are remembered AUTO_APPROVE_RATINGS would have left to people.
    [[nodiscard]] HeldByRating held_by_ratings() const;

    [[nodiscard]] const UnattendedPolicy& policy() const { return policy_; }

    /// Whoever says off sets it; while it holds there is no claim.
    [[nodiscard]] OffLatch& off_latch() { return off_latch_; }
    [[nodiscard]] const OffLatch& off_latch() const { return off_latch_; }
    /// Would the schedule act, as far as it is switched on and nothing speaks against all of it?
    [[nodiscard]] bool is_on() const;
    /// Another process may answer for the same app, so this one does not act by itself.
    [[nodiscard]] bool pauses() const { return !holds_lease_(); }

private:
    /// The stored schedule, read.
    struct Reading {
        std::optional<BusinessHours> hours;
        SpanAt span_at;
    };
    [[nodiscard]] const Reading& read_schedule() const;
    [[nodiscard]] Unattended judge(const Life& life, const Moment& now, bool read_just_now) const;
    [[nodiscard]] bool instance_rates() const { return rated_ || past_.rated() || records_.settings().rated; }
    [[nodiscard]] bool waited_for_rating(const Life& life) const;
    [[nodiscard]] std::optional<WallTime> remembers_since() const;
    [[nodiscard]] unsigned limit_now(unsigned limit, const ClosedPeriod& period) const;

    // Limits: said once in each closed period.
    void mind_limits_reached_before(WallTime now);
    void note_approval(const Life& life);
    void say_limit(const Life& life, LimitReached which, const ClosedPeriod& period);
    [[nodiscard]] std::string limit_key(const ElevationRequest& request, LimitReached which) const;

    Records& records_;
    const TimeZones& zones_;
    Announcer& announcer_;
    const Clock& clock_;
    Fold fold_;
    std::function<bool()> holds_lease_;
    observe::Log& log_;
    OffLatch off_latch_;
    UnattendedPolicy policy_;
    PastDecisions past_;
    Fences fences_;
    mutable std::optional<std::string> schedule_read_;  ///< the text that `reading_` is of; nothing: no schedule
    mutable Reading reading_;
    std::optional<Moment> list_begun_;             ///< of the latest complete list
    std::set<RequestId> listed_;                   ///< in it
    bool rated_ = false;                           ///< some request of a list carried a rating
    std::optional<WallTime> memory_begins_;        ///< as found out by this process, until it is stored
    std::map<std::string, WallTime> limits_said_;  ///< by whom or what reached it: in which closed period
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
