// Finds the work: which clicks want judging, which claims want carrying out.
#include "workflows/decide.hpp"

#include "async/within.hpp"
#include "domain/backoff.hpp"
#include "domain/phrases.hpp"

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

Async<void> Decide::carry_out(Decide& self, RequestId id) {
    struct Leave {
        std::set<RequestId>& at_work;
        RequestId id;
        ~Leave() { at_work.erase(id); }
    } leave{self.carrying_out_, id};

    unsigned failures = 0;
    for (;;) {
        const auto* life = self.deps_.records.find(id);
        const auto* submitting = life ? std::get_if<Submitting>(&life->stage) : nullptr;
        if (!submitting) break;
        const Claim claim = submitting->claim;
        if (claim.calls > 0 && !co_await self.may_call_again(id, claim)) break;
        if (!co_await self.call_once(id, claim, failures)) break;
    }
    const auto* life = self.deps_.records.find(id);
    if (!life) co_return;
    if (const auto* settled = std::get_if<Settled>(&life->stage))
        self.deps_.log.info("decision.confirmed", "Privilege Manager confirmed a decision",
                            {{"request", id.value},
                             {"what", plain_text(verdict_in_words(settled->verdict))},
                             {"by", name_of(settled->verdict.by)},
                             {"choice", choice_in_words(settled->verdict.choice)},
                             {"user", life->facts.user},
                             {"computer", life->facts.computer},
                             {"application", life->facts.application},
                             {"path", life->facts.path},
                             {"command_line", life->facts.command_line},
                             {"reason", life->facts.reason},
                             {"policy", life->facts.policy}});
}

/// For those who read the history in Privilege Manager: nobody was in Slack when the schedule decided.
std::string Decide::comment_on(const Claim& claim, const std::string& approver) {
    if (const auto* schedule = std::get_if<BySchedule>(&claim.by))
        return "Approved automatically: " + schedule->because;
    return (claim.choice.approve ? "Approved in Slack by " : "Denied in Slack by ") + approver;
}

/// Tells Privilege Manager once. False: the claim has come to an end. True: it goes on.
Async<bool> Decide::call_once(RequestId id, Claim claim, unsigned& failures) {
    if (time_left(claim) <= Millis{0}) {
        const bool never_sent = claim.calls == 0;
        co_await note(id,
                      never_sent ? Happening{NotSent{"Privilege Manager could not be reached in time"}} : OutOfTime{});
        co_return false;
    }
    // The intent is durable before the call: after a crash the call counts as sent.
    const auto intended = co_await deps_.records.tell(id, Calling{});
    const auto* submitting = intended ? std::get_if<Submitting>(&intended->stage) : nullptr;
    if (!submitting || submitting->claim.calls != claim.calls + 1) {
        if (!intended && claim.calls == 0)
            co_await note(id, NotSent{"it could not be stored safely (" + intended.error().what + ")"});
        co_return false;
    }
    if (time_left(claim) <= Millis{0}) {  // the disk took the rest of it
        co_await note(id, Undelivered{claim.last_call});
        co_return true;
    }
    const auto* person = std::get_if<ByPerson>(&claim.by);
    const auto approver = person ? "@" + person->name + " (" + person->who.value + ")" : std::string{"the schedule"};
    deps_.tally.calls.add();
    const auto submission = co_await deps_.source.submit({.request = id,
                                                          .choice = claim.choice,
                                                          .comment = comment_on(claim, approver),
                                                          .approver = approver,
                                                          .not_sent_after = deps_.clock.now() + time_left(claim)});
    if (std::holds_alternative<Accepted>(submission)) {
        co_await note(id, Confirmed{});
        co_return false;
    }
    if (const auto* declined = std::get_if<Declined>(&submission)) {
        deps_.log.warning("decision.declined", "Privilege Manager did not take a decision",
                          {{"request", id.value}, {"why", declined->why}});
        co_await note(id, Refused{declined->why});
        co_return false;
    }
    if (const auto* decided = std::get_if<AlreadyDecided>(&submission)) {
        deps_.log.info("decision.too_late", "A request had been decided before",
                       {{"request", id.value}, {"why", decided->what}});
        co_await note(id, DecidedElsewhere{});
        co_return false;
    }
    const auto* undelivered = std::get_if<NotDelivered>(&submission);
    const auto& failure = undelivered ? undelivered->why : std::get<OutcomeUnknown>(submission).why;
    deps_.log.warning(
        undelivered ? "decision.not_delivered" : "decision.unknown",
        undelivered ? "A decision did not reach Privilege Manager" : "It is not known whether a decision took effect",
        {{"request", id.value}, {"why", failure.what}});
    if (undelivered) {
        co_await note(id, Undelivered{claim.last_call});
        // A refused login, or a decision that the contract cannot say: waiting would mend nothing.
        const bool hopeless = failure.kind == Trouble::rejected || failure.kind == Trouble::malformed;
        if (hopeless) {
            co_await note(id, claim.calls == 0 ? Happening{NotSent{failure.what}} : OutOfTime{});
            co_return false;
        }
    }

    const auto chance = fraction(deps_.randomness.below(chance_steps));
    const auto wait =
        wait_after(++failures, {.base = Millis{1'000}, .cap = Millis{15'000}}, chance, failure.retry_after);
    co_await deps_.clock.sleep_for(std::min(wait, std::max(time_left(claim), Millis{0})));
    co_return true;
}

/// After a call whose answer was lost: the truth is read back first. True: the request is still pending and there is
/// time for another call. False: the claim has come to an end, not confirmed.
Async<bool> Decide::may_call_again(RequestId id, const Claim& claim) {
    while (time_left(claim) > Millis{0}) {
        const auto listed = co_await async::within(deps_.clock.sleep_for(time_left(claim)), deps_.watch.fresh_list());
        if (!listed) break;
        if (!*listed) continue;  // watching backs off by itself
        if (!(*listed)->contains(id)) break;
        if (time_left(claim) > Millis{0}) co_return true;
    }
    co_await note(id, OutOfTime{});
    deps_.log.error("decision.unconfirmed", "The outcome of a decision is not confirmed", {{"request", id.value}});
    co_return false;
}

}  // namespace privman
