// When a request is approved without a person, and the reason given. Whatever is not known for certain is left to
// people.
#pragma once

#include "domain/business_hours.hpp"
#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"
#include "domain/moment.hpp"
#include "domain/next_switch.hpp"
#include "domain/pattern.hpp"
#include "domain/settings.hpp"

#include <span>
#include <string>
#include <variant>

namespace privman {

/// A request dated later than this after now was dated by a clock that cannot be believed.
inline constexpr Millis clock_disagreement{5 * 60'000};

/// All that the rule looks at. Borrows everything: for one call.
struct UnattendedFacts {
    const ElevationRequest& request;
    WallTime first_seen;
    WallTime now;
    const Fold& fold;
    const StoredSchedule* schedule = nullptr;  ///< null: none was ever set
    bool schedule_in_doubt = false;            ///< somebody may have set another one by hand
    const BusinessHours* hours = nullptr;      ///< its text, parsed; null: it cannot be read
    SpanAt span_at;                            ///< of the schedule's zone
    bool clicked = false;                      ///< a person has clicked on it
    std::span<const RequestPattern> except{};  ///< AUTO_APPROVE_EXCEPT
    std::span<const RequestPattern> two_person{};
    unsigned approved_in_period = 0;  ///< automatic yeses for this requester since `closed_period_start`
    unsigned limit = 0;
    bool read_just_now = false;  ///< schedule and store, strongly
    bool holds_lease = false;
};

struct LeaveToPeople {
    std::string why;  ///< one clause, lower case, without a full stop
    friend bool operator==(const LeaveToPeople&, const LeaveToPeople&) = default;
};
struct ApproveAutomatically {
    std::string because;  ///< the rule in words, for the card and the record
    friend bool operator==(const ApproveAutomatically&, const ApproveAutomatically&) = default;
};
using Unattended = std::variant<LeaveToPeople, ApproveAutomatically>;

Unattended may_approve_unattended(const UnattendedFacts&);

}  // namespace privman
