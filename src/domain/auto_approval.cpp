#include "domain/auto_approval.hpp"

#include <string_view>

namespace privman {

namespace {

bool is_known(std::string_view text) { return text.find_first_not_of(" \t\r\n") != std::string_view::npos; }

enum class Hours { open, closed, unknown };

Hours hours_at(const UnattendedFacts& facts, WallTime when) {
    const auto span = facts.span_at ? facts.span_at(when) : std::nullopt;
    if (!span || when < span->begins || when >= span->ends) return Hours::unknown;
    return open_at(*facts.hours, *span, when) ? Hours::open : Hours::closed;
}

}  // namespace

Unattended may_approve_unattended(const UnattendedFacts& facts) {
    const auto& request = facts.request;

    // Somebody wants it, and what he wants is known.
    if (!facts.schedule) return LeaveToPeople{"no schedule is set"};
    if (facts.schedule_in_doubt) return LeaveToPeople{"the schedule may be another one by now"};
    if (!facts.schedule->enabled) return LeaveToPeople{"automatic approval is off"};
    if (!facts.schedule->enabled_at) return LeaveToPeople{"it is not known since when automatic approval is on"};
    if (!facts.hours || facts.hours->hours.empty()) return LeaveToPeople{"the schedule cannot be read"};
    if (!facts.read_just_now) return LeaveToPeople{"the schedule and the store could not be read just now"};
    if (!facts.holds_lease) return LeaveToPeople{"another bot may be at work"};

    // What is asked for is known, and nothing speaks against it.
    if (!is_known(request.user)) return LeaveToPeople{"the account is not known"};
    if (!is_known(request.computer)) return LeaveToPeople{"the computer is not known"};
    if (!is_known(request.path)) return LeaveToPeople{"the path is not known"};
    // Which rule it is stays with those who may know them: this is read in channels.
    if (first_match(facts.except, request, facts.fold))
        return LeaveToPeople{"it is, or could be, one of those that always wait for people"};
    if (first_match(facts.two_person, request, facts.fold))
        return LeaveToPeople{"it is, or could be, one of those that need two approvers"};
    if (facts.clicked) return LeaveToPeople{"somebody has clicked on it"};
    if (facts.approved_in_period >= facts.limit)
        return LeaveToPeople{"the requester has reached the limit of " + std::to_string(facts.limit) +
                             " automatic approvals"};

    // The times are known and can be believed.
    if (facts.first_seen > facts.now + clock_disagreement)
        return LeaveToPeople{"it was first seen in the future: a clock is wrong"};
    if (facts.first_seen <= *facts.schedule->enabled_at)
        return LeaveToPeople{"it was there before automatic approval was enabled"};
    // Whole seconds are all that some instances say.
    if (request.requested && *request.requested < std::chrono::floor<std::chrono::seconds>(*facts.schedule->enabled_at))
        return LeaveToPeople{"it was asked for before automatic approval was enabled"};
    if (request.requested && *request.requested > facts.now + clock_disagreement)
        return LeaveToPeople{"it is dated in the future: a clock is wrong"};

    // Nobody was there when it was submitted, and nobody is there now.
    switch (hours_at(facts, request.requested.value_or(facts.first_seen))) {
        case Hours::unknown: return LeaveToPeople{"the time zone is not known"};
        case Hours::open: return LeaveToPeople{"it was submitted inside business hours"};
        case Hours::closed: break;
    }
    switch (hours_at(facts, facts.now)) {
        case Hours::unknown: return LeaveToPeople{"the time zone is not known"};
        case Hours::open: return LeaveToPeople{"it is inside business hours now"};
        case Hours::closed: break;
    }
    return ApproveAutomatically{"outside business hours (" + in_words(*facts.hours) + ")"};
}

}  // namespace privman
