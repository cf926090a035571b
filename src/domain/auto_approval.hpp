// When a request is approved without a person, and the reason given. Whatever is not known for certain is left to
// people.
#pragma once

#include "domain/business_hours.hpp"
#include "domain/elevation_request.hpp"
#include "domain/fence.hpp"
#include "domain/fold.hpp"
#include "domain/moment.hpp"
#include "domain/next_switch.hpp"
#include "domain/past_decisions.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"

#include <span>
#include <string>
#include <variant>

namespace privman {

/// A request dated later than this after now was dated by a clock that cannot be believed.
inline constexpr Millis clock_disagreement{5 * 60'000};

/// What a limit counts: no more than so many within any time as long as this, and within one closed period.
inline constexpr Millis limit_counts{std::chrono::hours{24}};

/// What Privilege Manager has declined or not carried out so often is for people to look at.
inline constexpr unsigned most_tries_unattended = 3;

/// All that the rule looks at. Borrows everything: for one call.
struct UnattendedFacts {
    const Life& life;
    WallTime now;
    const Fold& fold;
    const PastDecisions& past;
    const StoredSchedule* schedule = nullptr;  ///< null: none was ever set
    bool schedule_in_doubt = false;            ///< somebody may have set another one by hand
    const BusinessHours* hours = nullptr;      ///< its text, parsed; null: it cannot be read
    SpanAt span_at;                            ///< of the schedule's zone
    Fence fence{};                             ///< around its facts
    std::span<const std::string> ratings{};    ///< AUTO_APPROVE_RATINGS
    bool instance_rates = false;               ///< a request without a rating is not one that never gets any
    bool rating_was_waited_for = false;        ///< the latest list began `rating_takes` or more after first sight
    IsListed is_listed{};                      ///< absent: no list was read yet
    unsigned limit = 0;                        ///< automatic yeses per requester
    unsigned limit_computer = 0;               ///< and per computer
    std::optional<WallTime> remembers_since;   ///< what happened before is not remembered; nothing: not known
    bool read_just_now = false;                ///< schedule and store, strongly
    bool holds_lease = false;
};

enum class LimitReached { none, requester, computer };

struct LeaveToPeople {
    std::string why;                     ///< one clause, lower case, without a full stop
    std::optional<ClosedPeriod> period;  ///< nobody is there now: people are told why it waits all the same
    LimitReached limit = LimitReached::none;
    bool may_pass = true;  ///< within this period another answer may come for the request as it is
    friend bool operator==(const LeaveToPeople&, const LeaveToPeople&) = default;
};
struct ApproveAutomatically {
    std::string because;  ///< the rule in words, for the card and the record
    friend bool operator==(const ApproveAutomatically&, const ApproveAutomatically&) = default;
};
using Unattended = std::variant<LeaveToPeople, ApproveAutomatically>;

/// The same answer for a request that waits and for one that the schedule has claimed and not yet sent.
Unattended may_approve_unattended(const UnattendedFacts&);

/// A limit as it holds while the memory of the closed period is not whole: a quarter, rounded up.
constexpr unsigned limit_without_memory(unsigned limit) { return limit / 4 + (limit % 4 == 0 ? 0 : 1); }

/// What happened in this period before is not remembered.
bool memory_is_missing(const ClosedPeriod&, std::optional<WallTime> remembers_since);

/// From when on automatic approvals count against a limit.
WallTime limit_counts_from(const ClosedPeriod&, WallTime now);

/// From when on what went away counts as a no at this time: since somebody was there last, and that whole time.
/// `now - no_stays` when that is not known.
WallTime absence_counts_from(const BusinessHours&, WallTime now, const SpanAt& span_at);

/// A rule may still look at this life, which has ended: it must not be forgotten yet. `hours`: of the schedule, null
/// when there is none that can be read.
bool still_counts(const Life&, WallTime now, const BusinessHours* hours, const SpanAt& span_at);
bool still_counts(const PastDecisions::Latest&, WallTime now, const BusinessHours* hours, const SpanAt& span_at);

}  // namespace privman
