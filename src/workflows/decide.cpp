// Finds the work: which clicks want judging, which claims want carrying out, who wants to hear how it ended.
#include "workflows/decide.hpp"

#include "async/within.hpp"
#include "domain/phrases.hpp"
#include "workflows/tell_patiently.hpp"

#include <algorithm>

namespace privman {

namespace {

/// When the store refuses, the next try is made after this pause, not at once and not never.
constexpr Millis look_again{2'000};

ClaimEnd end_of(const Life& life, const Happening& happening) {
    if (std::holds_alternative<Settled>(life.stage)) return ClaimEnd::confirmed;
    if (std::holds_alternative<Unconfirmed>(life.stage)) return ClaimEnd::unconfirmed;
    if (std::holds_alternative<DecidedElsewhere>(happening)) return ClaimEnd::decided_before;
    return std::holds_alternative<NotSent>(happening) ? ClaimEnd::not_sent : ClaimEnd::declined;
}

/// When the oldest of its cards that still stand was posted.
std::optional<WallTime> first_card_of(const Life& life) {
    std::optional<WallTime> first;
    for (const auto& [channel, copies] : life.cards)
        for (const auto& copy : copies)
            if (copy.ts) first = std::min(first.value_or(copy.intended), copy.intended);
    return first;
}

}  // namespace

Async<void> Decide::run() {
    auto& records = deps_.records;
    std::uint64_t seen = 0;
    auto look_at_all = deps_.clock.now();
    for (;;) {
        const auto& journal = records.changed_lives();
        std::vector<RequestId> news;
        if (journal.knows_since(seen))
            journal.since(seen, [&](const RequestId& id) { news.push_back(id); });
        else
            for (const auto& [id, life] : records.lives()) news.push_back(id);
        seen = journal.newest();
        news.insert(news.end(), again_.begin(), again_.end());
        again_.clear();
        // What could not be stored, or was nudged, is tried again without a change of its own.
        if (news.empty() || deps_.clock.now() >= look_at_all) {
            news.insert(news.end(), open_.begin(), open_.end());
            look_at_all = deps_.clock.now() + look_again;
        }
        for (const auto& id : news) take_up(id);
        if (journal.newest() != seen) continue;
        // Nothing in hand, nothing to look at again.
        if (open_.empty())
            co_await records.changed().wait();
        else
            co_await async::within(deps_.clock.deadline_at(look_at_all), records.changed().wait());
    }
}

/// Whatever this one life asks for is begun, unless it is under way.
void Decide::take_up(const RequestId& id) {
    const auto* life = deps_.records.find(id);
    const bool to_be_told = life && !life->to_be_told.empty() && outcome_is_known(*life);
    if (!life || (life->clicks.empty() && !to_be_told && !std::holds_alternative<Submitting>(life->stage))) {
        open_.erase(id);
        return;
    }
    open_.insert(id);
    std::vector<KeptClick> to_follow_up;
    if (to_be_told)
        for (const auto& click : life->to_be_told)
            if (following_up_.emplace(id, click.key).second) to_follow_up.push_back(click);
    // Each by itself: whoever cannot be looked up just now keeps nobody else from deciding.
    std::vector<ClickKey> to_judge;
    if (!clicks_wait_)
        for (const auto& click : life->clicks)
            if (wants_judging(*life, click) && judging_.emplace(id, click.key).second) to_judge.push_back(click.key);
    const bool to_carry_out = may_carry_out(*life) && carrying_out_.insert(id).second;
    for (auto& click : to_follow_up) deps_.tasks.start([this, id, click] { return follow_up(*this, id, click); });
    for (auto& key : to_judge) deps_.tasks.start([this, id, key] { return judge_one(*this, id, key); });
    if (to_carry_out) deps_.tasks.start([this, id] { return carry_out(*this, id); });
}

bool Decide::may_carry_out(const Life& life) const {
    const auto* submitting = std::get_if<Submitting>(&life.stage);
    if (closing_ || !submitting) return false;
    // A claim of the schedule that an earlier process has left waits until somebody could switch the schedule off; what
    // became of a call that was made is found out without that.
    const auto& claim = submitting->claim;
    return claim.calls > 0 || !std::holds_alternative<BySchedule>(claim.by) || deps_.unattended.can_be_switched_off();
}

Millis Decide::time_left(const Claim& claim) const {
    // After a restart of the machine nobody knows how old the click is: it is too old.
    const auto age = elapsed(claim.since, deps_.clock.moment());
    return age ? policy_.limit - *age - claim.click_age : Millis{0};
}

Async<Changed<Life>> Decide::note(RequestId id, Happening happening, Records::When when) {
    const auto* before = deps_.records.find(id);
    const auto* submitting = before ? std::get_if<Submitting>(&before->stage) : nullptr;
    const auto claim = submitting ? std::optional{submitting->claim} : std::nullopt;
    // What has been done must be stored, however long the disk takes: the claim stands meanwhile and nobody else
    // decides.
    bool said = false;
    for (auto pause = Millis{200};; pause = std::min(pause * 2, Millis{10'000})) {
        auto life = co_await deps_.records.tell(id, happening, when);
        if (life && claim && !std::holds_alternative<Submitting>(life->stage)) count_end(*life, *claim, happening);
        if (life || life.error().kind == Trouble::not_found) co_return life;
        if (!std::exchange(said, true))
            deps_.log.error("decision.not_stored", "What became of a decision could not be stored yet",
                            {{"request", id.value}, {"why", life.error().what}});
        co_await deps_.clock.sleep_for(pause);
    }
}

/// The claim has come to an end, and that is stored.
void Decide::count_end(const Life& life, const Claim& claim, const Happening& happening) {
    auto& tally = deps_.tally;
    const auto end = end_of(life, happening);
    tally.claims(end).add();
    const auto origin = origin_of(claim.by);
    if (end == ClaimEnd::confirmed)
        tally.decisions(claim.choice.approve ? DecisionKind::approved : DecisionKind::denied, origin).add();
    if (end == ClaimEnd::decided_before) tally.decisions(DecisionKind::unknown, DecisionOrigin::elsewhere).add();
    if (origin != DecisionOrigin::person) return;
    tally.click_to_outcome_seconds(end).record(seconds_between(claim.since, deps_.clock.moment()));
    const auto first_card = first_card_of(life);
    if (end == ClaimEnd::confirmed && first_card)
        tally.card_to_decision_seconds.record(std::chrono::duration<double>(claim.since.wall - *first_card).count());
}

/// Whoever was told that nothing is known yet hears how it ended.
Async<void> Decide::follow_up(Decide& self, RequestId id, KeptClick click) {
    const AtWork<std::pair<RequestId, ClickKey>> here{self.following_up_, {id, click.key}, self.again_, id};

    const auto* life = self.deps_.records.find(id);
    if (!life) co_return;
    const Telling with{self.deps_.board, self.deps_.clock, self.deps_.tally, self.deps_.log};
    auto words = what_became_of_it(*life, click);
    if (!words.empty())
        co_await tell_patiently(with, {click.by, click.channel, click.response_url, {}}, std::move(words));
    co_await self.note(id, FollowedUp{click.key}, Records::When::soon);
}

}  // namespace privman
