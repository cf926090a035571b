#include "domain/auto_approval.hpp"

#include "domain/ratings.hpp"

#include <algorithm>
#include <string_view>

namespace privman {

namespace {

using std::chrono::floor;
using std::chrono::seconds;

/// Why not, or nothing. What is asked for is known, and nothing in it speaks against it.
std::optional<std::string> against_the_request(const UnattendedFacts& facts) {
    const auto& request = facts.life.facts;
    const auto is_known = [&](std::string_view text) {
        return facts.fold(text).find_first_not_of(" \t\r\n") != std::string::npos;
    };
    if (!is_known(request.user)) return "the account is not known";
    if (!is_known(request.computer)) return "the computer is not known";
    if (!is_known(request.path)) return "the path is not known";
    // Which rule it is stays with those who may know them: this is read in channels.
    if (facts.fence == Fence::people) return "it is, or could be, one of those that always wait for people";
    if (facts.fence == Fence::two_people) return "it is, or could be, one of those that need two approvers";
    if (facts.life.twice_listed) return "two different requests are listed under its id";
    return std::nullopt;
}

enum class When { inside, open, another_period, unknown };

When place(const UnattendedFacts& facts, const ClosedPeriod& period, WallTime when) {
    const auto span = facts.span_at(when);
    if (!span || when < span->begins || when >= span->ends) return When::unknown;
    if (open_at(*facts.hours, *span, when)) return When::open;
    return period.holds(when) ? When::inside : When::another_period;
}

/// The times are known and can be believed, and all of them lie in the closed period that holds now.
std::optional<std::string> against_its_times(const UnattendedFacts& facts, const ClosedPeriod& period) {
    const auto& life = facts.life;
    const auto& submitted = life.facts.requested;
    const auto enabled_at = *facts.schedule->enabled_at;
    const auto first_seen = life.first_seen.wall;
    const auto facts_since = facts_first_seen(life).wall;
    const auto latest = facts.now + clock_disagreement;
    if (first_seen > latest || facts_since > latest) return "it was first seen in the future: a clock is wrong";
    if (first_seen <= enabled_at || facts_since <= enabled_at)
        return "it was there before automatic approval was enabled";
    // Whole seconds are all that some instances say.
    if (submitted && *submitted < floor<seconds>(enabled_at))
        return "it was asked for before automatic approval was enabled";
    if (submitted && *submitted > latest) return "it is dated in the future: a clock is wrong";

    const auto submission = place(facts, period, submitted.value_or(first_seen));
    const auto sight = place(facts, period, facts_since);
    if (submission == When::unknown || sight == When::unknown) return "the time zone is not known";
    if (submission == When::open) return "it was submitted inside business hours";
    if (sight == When::open)
        return life.facts_since ? "it changed inside business hours" : "it was first seen inside business hours";
    if ((submitted && submission != When::inside) || sight != When::inside)
        return "it was there during business hours, and nobody decided it";
    return std::nullopt;
}

std::optional<std::string> against_its_rating(const UnattendedFacts& facts) {
    const auto& request = facts.life.facts;
    if (is_rated(request, facts.fold)) {
        if (accepts(facts.ratings, request.rating, facts.fold)) return std::nullopt;
        return "it is rated `" + request.rating + "`, which always waits for people";
    }
    if (!facts.instance_rates) return std::nullopt;
    if (!facts.rating_was_waited_for) return "its rating is waited for";
    if (accepts(facts.ratings, unrated, facts.fold)) return std::nullopt;
    return "it has no rating, and others have one";
}

/// Nobody has said no to the same, and nobody who may decide has touched this one.
std::optional<std::string> against_it_by_people(const UnattendedFacts& facts) {
    const auto& life = facts.life;
    if (facts.past.denied(life.facts, facts.now - no_stays))
        return "somebody denied the same requester the same file in the last seven days";
    if (facts.past.gone(life.facts, absence_counts_from(*facts.hours, facts.now, facts.span_at)))
        return "a request like it was decided elsewhere, or withdrawn, since people were there last";
    if (facts.is_listed && facts.past.going(life.facts, facts.is_listed))
        return "a request like it has just been decided elsewhere, or withdrawn";
    if (life.clicked) return "somebody has clicked on it";
    const auto undecided = [](const KeptClick& click) { return !click.turned_down; };
    if (std::ranges::any_of(life.clicks, undecided)) return "somebody has just clicked on it";
    return std::nullopt;
}

/// The schedule has had its chances: refused too often, or once with an outcome that nobody knows. Nothing of the kind
/// is sent again silently.
std::optional<std::string> against_another_try(const Life& life) {
    unsigned refused = 0;
    for (const auto& fact : life.ledger) {
        if (fact.by != "schedule") continue;
        if (fact.kind == "unconfirmed") return "what became of an earlier automatic approval of it was never confirmed";
        refused += fact.kind == "refused" ? 1 : 0;
    }
    if (refused >= most_tries_unattended)
        return "its automatic approval came to nothing " + std::to_string(refused) + " times";
    return std::nullopt;
}

std::string in_words(const char* whose, unsigned limit, bool without_memory) {
    return std::string{whose} + " has reached the limit of " + std::to_string(limit) + " automatic approvals" +
           (without_memory ? " (a quarter: what happened earlier in this closed period is not remembered)" : "");
}

std::optional<LeaveToPeople> over_a_limit(const UnattendedFacts& facts, const ClosedPeriod& period) {
    const auto& request = facts.life.facts;
    const bool without_memory = memory_is_missing(period, facts.remembers_since);
    const auto holds = [&](unsigned limit) { return without_memory ? limit_without_memory(limit) : limit; };
    const auto since = limit_counts_from(period, facts.now);
    if (const auto limit = holds(facts.limit); facts.past.approved_for_requester(request, since) >= limit)
        return LeaveToPeople{in_words("the requester", limit, without_memory), period, LimitReached::requester};
    if (const auto limit = holds(facts.limit_computer); facts.past.approved_on_computer(request, since) >= limit)
        return LeaveToPeople{in_words("the computer", limit, without_memory), period, LimitReached::computer};
    return std::nullopt;
}

}  // namespace

Unattended may_approve_unattended(const UnattendedFacts& facts) {
    // Somebody wants it, and what he wants is known.
    if (!facts.schedule) return LeaveToPeople{"no schedule is set", {}};
    if (!facts.schedule->enabled) return LeaveToPeople{"automatic approval is off", {}};
    if (!facts.schedule->enabled_at) return LeaveToPeople{"it is not known since when automatic approval is on", {}};
    if (!facts.hours || facts.hours->hours.empty()) return LeaveToPeople{"the schedule cannot be read", {}};

    // Nobody is there.
    const auto span = facts.span_at ? facts.span_at(facts.now) : std::nullopt;
    if (!span || facts.now < span->begins || facts.now >= span->ends)
        return LeaveToPeople{"the time zone is not known", {}};
    if (open_at(*facts.hours, *span, facts.now)) return LeaveToPeople{"it is inside business hours now", {}};
    const auto period = closed_period_around(*facts.hours, facts.now, facts.span_at);
    if (!period) return LeaveToPeople{"it is not known when people were there last", {}};

    // Lasting reasons first: they stand on a card, which then need not be drawn again for passing ones.
    const auto sight = place(facts, *period, facts_first_seen(facts.life).wall);
    const bool may_pass = sight != When::open && sight != When::another_period;
    const auto left = [&](std::string why) {
        return LeaveToPeople{.why = std::move(why), .period = period, .may_pass = may_pass};
    };
    if (facts.schedule_in_doubt) return left("the schedule may be another one by now");
    if (auto why = against_the_request(facts)) return left(std::move(*why));
    if (auto why = against_its_times(facts, *period)) return left(std::move(*why));
    if (auto why = against_its_rating(facts)) return left(std::move(*why));
    if (auto why = against_it_by_people(facts)) return left(std::move(*why));
    if (auto why = against_another_try(facts.life)) return left(std::move(*why));
    if (auto over = over_a_limit(facts, *period)) return std::move(*over);
    if (!facts.read_just_now) return left("the schedule and the store could not be read just now");
    if (!facts.holds_lease) return left("another bot may be at work");
    return ApproveAutomatically{"outside business hours (" + privman::in_words(*facts.hours) + ")"};
}

bool memory_is_missing(const ClosedPeriod& period, std::optional<WallTime> remembers_since) {
    return !remembers_since || *remembers_since > period.begins;
}

WallTime limit_counts_from(const ClosedPeriod& period, WallTime now) {
    return std::max<WallTime>(period.begins, now - limit_counts);
}

WallTime absence_counts_from(const BusinessHours& hours, WallTime now, const SpanAt& span_at) {
    constexpr Millis just_before{1};
    const auto people_left = closed_period_start(hours, now, span_at);
    const auto people_came = people_left ? last_switch(hours, *people_left - just_before, span_at) : std::nullopt;
    return people_came.value_or(now - no_stays);
}

bool still_counts(const Life& life, WallTime now, const BusinessHours* hours, const SpanAt& span_at) {
    return still_counts(PastDecisions::Latest{approved_by_schedule(life), denied_by_person(life), went_away(life)}, now,
                        hours, span_at);
}

bool still_counts(const PastDecisions::Latest& latest, WallTime now, const BusinessHours* hours,
                  const SpanAt& span_at) {
    const auto& [approved, denied, gone] = latest;
    const auto a_week_ago = now - no_stays;
    if (denied && *denied >= a_week_ago) return true;
    // What went away while people are there counts for the closed period that comes next.
    if (gone && *gone >= a_week_ago) return true;
    if (gone && hours && *gone >= absence_counts_from(*hours, now, span_at)) return true;
    if (approved && *approved >= now - limit_counts) return true;
    const auto period = hours ? closed_period_start(*hours, now, span_at) : std::nullopt;
    return approved && period && *approved >= *period;
}

}  // namespace privman
