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
    for (;;) {
        bool unfinished = false;
        for (const auto& [id, life] : deps_.records.lives()) {
            unfinished = unfinished || !life.clicks.empty() || std::holds_alternative<Submitting>(life.stage);
            if (!life.to_be_told.empty() && outcome_is_known(life)) {
                unfinished = true;
                for (const auto& click : life.to_be_told)
                    if (following_up_.emplace(id, click.key).second)
                        deps_.tasks.start([this, request = id, click] { return follow_up(*this, request, click); });
            }
            const bool waited_for =
                std::ranges::any_of(life.clicks, [&](const KeptClick& click) { return wants_judging(life, click); });
            if (waited_for && judging_.insert(id).second)
                deps_.tasks.start([this, request = id] { return judge_clicks(*this, request); });
            if (!closing_ && std::holds_alternative<Submitting>(life.stage) && carrying_out_.insert(id).second)
                deps_.tasks.start([this, request = id] { return carry_out(*this, request); });
        }
        // Nothing in hand, nothing to look at again: months of decided requests are not searched every two seconds.
        if (unfinished)
            co_await async::within(deps_.clock.sleep_for(look_again), deps_.records.changed().wait());
        else
            co_await deps_.records.changed().wait();
    }
}

Millis Decide::time_left(const Claim& claim) const {
    // After a restart of the machine nobody knows how old the click is: it is too old.
    const auto age = elapsed(claim.since, deps_.clock.moment());
    return age ? policy_.limit - *age : Millis{0};
}

Async<Outcome<Life>> Decide::note(RequestId id, Happening happening) {
    const auto* before = deps_.records.find(id);
    const auto* submitting = before ? std::get_if<Submitting>(&before->stage) : nullptr;
    const auto claim = submitting ? std::optional{submitting->claim} : std::nullopt;
    // What has been done must be stored, however long the disk takes: the claim stands meanwhile and nobody else
    // decides.
    bool said = false;
    for (auto pause = Millis{200};; pause = std::min(pause * 2, Millis{10'000})) {
        auto life = co_await deps_.records.tell(id, happening);
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
    struct Leave {
        std::set<std::pair<RequestId, ClickKey>>& following;
        std::pair<RequestId, ClickKey> which;
        ~Leave() { following.erase(which); }
    } leave{self.following_up_, {id, click.key}};

    const auto* life = self.deps_.records.find(id);
    if (!life) co_return;
    const Telling with{self.deps_.board, self.deps_.clock, self.deps_.tally, self.deps_.log};
    auto words = what_became_of_it(*life, click);
    if (!words.empty())
        co_await tell_patiently(with, {click.by, click.channel, click.response_url, {}}, std::move(words));
    co_await self.note(id, FollowedUp{click.key});
}

}  // namespace privman
