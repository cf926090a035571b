#include "workflows/approve_unattended.hpp"

#include "domain/schedule_text.hpp"

#include <algorithm>
#include <utility>

namespace privman {

ApproveUnattended::ApproveUnattended(Deps deps, UnattendedPolicy policy)
    : records_{deps.records},
      zones_{deps.zones},
      announcer_{deps.announcer},
      clock_{deps.clock},
      fold_{std::move(deps.fold)},
      holds_lease_{std::move(deps.holds_lease)},
      log_{deps.log},
      policy_{std::move(policy)},
      past_{fold_},
      fences_{policy_.except, {}, fold_},
      watching_{records_.watch_lives([this](const Life* before, const Life* after) {
          if (!after) return past_.forget(before->id);
          past_.learn(*after);
          const bool settled = std::holds_alternative<Settled>(after->stage);
          if (before && settled && !std::holds_alternative<Settled>(before->stage)) note_approval(*after);
      })} {}

Async<void> ApproveUnattended::take_list(Moment begun, const PendingList& list) {
    if (!list_begun_) {
        // A store that holds no request remembers nothing. One of an earlier version has kept what it was told to.
        const auto now = clock_.wall();
        memory_begins_ = records_.lives().empty() ? now : now - policy_.kept;
        mind_limits_reached_before(now);
    }
    list_begun_ = std::move(begun);
    listed_.clear();
    for (const auto& request : list.requests) listed_.insert(request.id);
    learn_ratings(list);
    fences_.remember_only(listed_);
    const auto& settings = records_.settings();
    const bool rated = instance_rates();
    if (settings.remembers_since && settings.rated == rated) co_return;
    const auto stored = co_await records_.amend_settings([this, rated](Settings changed) {
        if (!changed.remembers_since) changed.remembers_since = memory_begins_;
        changed.rated = changed.rated || rated;
        return changed;
    });
    if (!stored)
        log_.warning("unattended.not_noted", "What automatic approval must remember could not be stored yet",
                     {{"why", stored.error().what}});
}

void ApproveUnattended::learn_ratings(const PendingList& list) {
    const auto rated = [this](const ElevationRequest& request) { return is_rated(request, fold_); };
    rated_ = rated_ || std::ranges::any_of(list.requests, rated);
}

bool ApproveUnattended::is_on() const {
    const auto& schedule = records_.settings().schedule;
    return schedule && schedule->enabled && !records_.settings_doubt().schedule && !off_latch_.holds(schedule);
}

const ApproveUnattended::Reading& ApproveUnattended::read_schedule() const {
    const auto& schedule = records_.settings().schedule;
    const auto text = schedule ? std::optional{schedule->text} : std::nullopt;
    if (text == schedule_read_) return reading_;
    schedule_read_ = text;
    reading_ = {};
    auto hours = text ? parse_schedule(*text) : std::unexpected{ScheduleFault{}};
    if (!hours) return reading_;
    const auto zone = hours->zone;
    reading_ = {std::move(*hours), [this, zone](WallTime when) -> std::optional<ZoneSpan> {
                    const auto span = zones_.span_at(zone, when);
                    if (!span) return std::nullopt;
                    return *span;
                }};
    return reading_;
}

bool ApproveUnattended::waited_for_rating(const Life& life) const {
    if (!list_begun_) return false;
    const auto& sight = facts_first_seen(life);
    return elapsed(sight, *list_begun_).value_or(list_begun_->wall - sight.wall) >= rating_takes;
}

std::optional<WallTime> ApproveUnattended::remembers_since() const {
    const auto& stored = records_.settings().remembers_since;
    return stored ? stored : memory_begins_;
}

Unattended ApproveUnattended::judge(const Life& life, const Moment& now, bool read_just_now) const {
    const auto& schedule = records_.settings().schedule;
    if (off_latch_.holds(schedule)) return LeaveToPeople{"somebody has switched automatic approval off", {}};
    const auto& [hours, span_at] = read_schedule();
    return may_approve_unattended({
        .life = life,
        .now = now.wall,
        .fold = fold_,
        .past = past_,
        .schedule = schedule ? &*schedule : nullptr,
        .schedule_in_doubt = records_.settings_doubt().schedule.has_value(),
        .hours = hours ? &*hours : nullptr,
        .span_at = span_at,
        .fence = fences_.around(life.facts),
        .ratings = policy_.ratings,
        .instance_rates = instance_rates(),
        .rating_was_waited_for = waited_for_rating(life),
        .listed = list_begun_ ? &listed_ : nullptr,
        .limit = policy_.limit,
        .limit_computer = policy_.limit_computer,
        .remembers_since = remembers_since(),
        .read_just_now = read_just_now,
        .holds_lease = holds_lease_(),
    });
}

Life ApproveUnattended::consider(Life life, const Moment& now, bool read_just_now) {
    if (!is_waiting(life)) return life;
    const auto answer = judge(life, now, read_just_now);
    if (const auto* yes = std::get_if<ApproveAutomatically>(&answer)) {
        life.left_because.clear();
        return react(std::move(life),
                     Claimed{{.by = BySchedule{yes->because}, .choice = {true, policy_.grant}, .since = now}}, now);
    }
    const auto& left = std::get<LeaveToPeople>(answer);
    log_.debug("unattended.left_to_people", "The schedule leaves a request to people",
               {{"request", life.id.value}, {"why", left.why}});
    if (!left.period) return life;
    if (left.limit != LimitReached::none) say_limit(life, left.limit, *left.period);
    life.left_because = left.why;
    return life;
}

std::optional<Claim> ApproveUnattended::claim_for(const Life& life, const Moment& now, bool read_just_now) const {
    if (!is_waiting(life)) return std::nullopt;
    const auto answer = judge(life, now, read_just_now);
    const auto* yes = std::get_if<ApproveAutomatically>(&answer);
    if (!yes) return std::nullopt;
    return Claim{.by = BySchedule{yes->because}, .choice = {true, policy_.grant}, .since = now};
}

std::optional<std::string> ApproveUnattended::objection(const Life& life, const Moment& now, bool read_just_now) const {
    const auto answer = judge(life, now, read_just_now);
    if (const auto* left = std::get_if<LeaveToPeople>(&answer)) return left->why;
    return std::nullopt;
}

bool ApproveUnattended::still_counts(const Life& life) const {
    const auto& [hours, span_at] = read_schedule();
    return privman::still_counts(life, clock_.wall(), hours ? &*hours : nullptr, span_at);
}

std::optional<Words> ApproveUnattended::reservation() const {
    const auto& [hours, span_at] = read_schedule();
    const auto period = hours ? closed_period_around(*hours, clock_.wall(), span_at) : std::nullopt;
    if (!period || !memory_is_missing(*period, remembers_since())) return std::nullopt;
    auto words =
        Words{
            "What happened earlier in this closed period is not remembered, so the automatic limits are a "
            "quarter: "}
        << std::to_string(limit_without_memory(policy_.limit)) << " per requester, "
        << std::to_string(limit_without_memory(policy_.limit_computer)) << " per computer";
    if (period->ends) words << ", until " << At{*period->ends};
    return std::move(words) << ".";
}

HeldByRating ApproveUnattended::held_by_ratings() const {
    std::vector<const ElevationRequest*> all;
    all.reserve(records_.lives().size());
    for (const auto& [id, life] : records_.lives()) all.push_back(&life.facts);
    return held_by_rating(all, policy_.ratings, fold_);
}

// --- limits

unsigned ApproveUnattended::limit_now(unsigned limit, const ClosedPeriod& period) const {
    return memory_is_missing(period, remembers_since()) ? limit_without_memory(limit) : limit;
}

std::string ApproveUnattended::limit_key(const ElevationRequest& request, LimitReached which) const {
    return which == LimitReached::computer ? "computer " + past_.computer_key(request)
                                           : "requester " + past_.requester_key(request);
}

/// What an earlier process has said is not said again.
void ApproveUnattended::mind_limits_reached_before(WallTime now) {
    const auto& [hours, span_at] = read_schedule();
    const auto period = hours ? closed_period_around(*hours, now, span_at) : std::nullopt;
    if (!period) return;
    const auto since = limit_counts_from(*period, now);
    for (const auto& key : past_.requesters_with(limit_now(policy_.limit, *period), since))
        limits_said_["requester " + key] = period->begins;
    for (const auto& key : past_.computers_with(limit_now(policy_.limit_computer, *period), since))
        limits_said_["computer " + key] = period->begins;
}

/// An automatic approval was confirmed: was it the last one that its limits allow?
void ApproveUnattended::note_approval(const Life& life) {
    if (!approved_by_schedule(life)) return;
    const auto now = clock_.wall();
    const auto& [hours, span_at] = read_schedule();
    const auto period = hours ? closed_period_around(*hours, now, span_at) : std::nullopt;
    if (!period) return;
    const auto since = limit_counts_from(*period, now);
    if (past_.approved_for_requester(life.facts, since) + 1 >= limit_now(policy_.limit, *period))
        say_limit(life, LimitReached::requester, *period);
    if (past_.approved_on_computer(life.facts, since) + 1 >= limit_now(policy_.limit_computer, *period))
        say_limit(life, LimitReached::computer, *period);
}

void ApproveUnattended::say_limit(const Life& life, LimitReached which, const ClosedPeriod& period) {
    const bool computer = which == LimitReached::computer;
    const auto limit = limit_now(computer ? policy_.limit_computer : policy_.limit, period);
    if (limit == 0) return;  // that is no limit to be reached, but how it was set
    std::erase_if(limits_said_, [&](const auto& said) { return said.second != period.begins; });
    if (!limits_said_.emplace(limit_key(life.facts, which), period.begins).second) return;
    const auto& who = computer ? life.facts.computer : life.facts.user;
    log_.warning("unattended.limit_reached", "A limit of automatic approvals is reached",
                 {{computer ? "computer" : "user", who}, {"limit", limit}});
    auto words = Words{computer ? "The computer " : "The requester "}
                 << Code{who} << " has reached the limit of " << std::to_string(limit)
                 << " automatic approvals in 24 hours: what it asks for from now on waits for people";
    if (period.ends) words << ", at the latest until " << At{*period.ends};
    announcer_.everywhere(std::move(words) << ".");
}

}  // namespace privman
