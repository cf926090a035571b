#include "workflows/approve_unattended.hpp"

#include "domain/same_request.hpp"
#include "domain/schedule_text.hpp"

#include <algorithm>
#include <utility>

namespace privman {

ApproveUnattended::ApproveUnattended(Deps deps, UnattendedPolicy policy)
    : records_{deps.records},
      settings_{deps.settings},
      zones_{deps.zones},
      announcer_{deps.announcer},
      clock_{deps.clock},
      fold_{std::move(deps.fold)},
      holds_lease_{std::move(deps.holds_lease)},
      people_are_heard_{std::move(deps.people_are_heard)},
      heard_{std::move(deps.heard)},
      clock_trouble_{std::move(deps.clock_trouble)},
      log_{deps.log},
      policy_{std::move(policy)},
      past_{fold_},
      fences_{policy_.except, {}, fold_},
      watching_{records_.watch_lives([this](const Life* before, const Life* after) { note_change(before, after); })} {}

void ApproveUnattended::learn_ratings(const PendingList& list) {
    const auto rated = [this](const ElevationRequest& request) { return is_rated(request, fold_); };
    rated_ = rated_ || std::ranges::any_of(list.requests, rated);
}

Async<void> ApproveUnattended::until_heard(BootTime since) {
    constexpr Millis look_again{100};
    if (heard_ && (!heard_until_ || *heard_until_ < since)) {
        const auto asked = clock_.now();
        co_await heard_(since);
        heard_until_ = std::max(heard_until_.value_or(asked), asked);
    }
    while (off_latch_.stands_still()) co_await clock_.sleep_for(look_again);
}

bool ApproveUnattended::is_on() const {
    const auto& schedule = settings_.now().schedule;
    return schedule && schedule->enabled && !settings_.doubt().schedule && !off_latch_.holds(schedule);
}

const ApproveUnattended::Reading& ApproveUnattended::read_schedule() const {
    const auto& schedule = settings_.now().schedule;
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
    if (!list_) return false;
    const auto& sight = facts_first_seen(life);
    return elapsed(sight, list_->begun).value_or(list_->begun.wall - sight.wall) >= rating_takes;
}

std::optional<WallTime> ApproveUnattended::remembers_since() const {
    const auto& stored = settings_.now().remembers_since;
    return stored ? stored : memory_begins_;
}

Unattended ApproveUnattended::judge(const Life& life, const Moment& now, bool read_just_now) const {
    const auto& schedule = settings_.now().schedule;
    if (off_latch_.holds(schedule)) return LeaveToPeople{"somebody has switched automatic approval off", {}};
    if (off_latch_.stands_still()) return LeaveToPeople{"somebody may just be switching automatic approval off", {}};
    if (!can_be_switched_off()) return LeaveToPeople{"nobody could switch automatic approval off", {}};
    if (const auto trouble = clock_trouble()) return LeaveToPeople{*trouble, {}};
    // Newer than what is known of it, and not stored yet: whoever looks again then looks at both.
    if (const auto* listed = list_ ? list_->find(life.id) : nullptr;
        listed && !differences(life.facts, *listed).empty())
        return LeaveToPeople{"it has changed, and that is not stored yet", {}};
    const auto& [hours, span_at] = read_schedule();
    return may_approve_unattended({
        .life = life,
        .now = now.wall,
        .fold = fold_,
        .past = past_,
        .schedule = schedule ? &*schedule : nullptr,
        .schedule_in_doubt = settings_.doubt().schedule.has_value(),
        .hours = hours ? &*hours : nullptr,
        .span_at = span_at,
        .fence = fences_.around(life.facts),
        .ratings = policy_.ratings,
        .instance_rates = instance_rates(),
        .rating_was_waited_for = waited_for_rating(life),
        .is_listed = list_ ? IsListed{[this](const RequestId& id) { return list_->find(id) != nullptr; }} : IsListed{},
        .limit = policy_.limit,
        .limit_computer = policy_.limit_computer,
        .remembers_since = remembers_since(),
        .read_just_now = read_just_now,
        .holds_lease = holds_lease_(),
    });
}

Life ApproveUnattended::consider(Life life, const Moment& now, bool read_just_now, bool* may_pass) {
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
    if (may_pass) *may_pass = left.period && left.may_pass;
    if (!left.period) return life;
    if (left.limit != LimitReached::none) say_limit(life, left.limit, *left.period);
    life.left_because = left.why;
    return life;
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

void ApproveUnattended::forget_what_counts_no_more() {
    const auto& [hours, span_at] = read_schedule();
    const auto now = clock_.wall();
    past_.forget_those([&](const RequestId& id, const PastDecisions::Latest& latest) {
        return !records_.find(id) && !privman::still_counts(latest, now, hours ? &*hours : nullptr, span_at);
    });
}

std::optional<Words> ApproveUnattended::reservation() const {
    const auto period = period_now();
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

bool ApproveUnattended::can_read_schedule() const {
    const auto& [hours, span_at] = read_schedule();
    return hours && span_at(clock_.wall());
}

HeldByRating ApproveUnattended::held_by_ratings() const {
    std::vector<const ElevationRequest*> all;
    all.reserve(records_.lives().size());
    for (const auto& [id, life] : records_.lives()) all.push_back(&life.facts);
    return held_by_rating(all, policy_.ratings, fold_);
}

}  // namespace privman
