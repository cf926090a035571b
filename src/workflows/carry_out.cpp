// The second half of deciding: a stored claim becomes a call to Privilege Manager, and the call an outcome. Before each
// call a list says whether the request is still what people were shown.
#include "async/within.hpp"
#include "domain/backoff.hpp"
#include "domain/phrases.hpp"
#include "domain/same_request.hpp"
#include "workflows/decide.hpp"

#include <algorithm>

namespace privman {

namespace {

/// With a token that was refused, and a new one that was refused as well, the credential is at fault.
constexpr unsigned most_doors_shut = 2;

bool by_schedule(const Claim& claim) { return std::holds_alternative<BySchedule>(claim.by); }

bool holds_as_shown(const ReadList& read, const ElevationRequest& shown) {
    const auto* listed = read.find(shown.id);
    return listed && !read.list->twice.contains(shown.id) && differences(shown, *listed).empty();
}

}  // namespace

Async<void> Decide::carry_out(Decide& self, RequestId id) {
    const AtWork<RequestId> here{self.carrying_out_, id, self.again_, id};

    Course course{.began = self.deps_.clock.now()};
    for (;;) {
        const auto* life = self.deps_.records.find(id);
        const auto* submitting = life ? std::get_if<Submitting>(&life->stage) : nullptr;
        if (!submitting || !co_await self.step(id, submitting->claim, course)) break;
    }
    self.log_outcome(id);
}

/// One call, or one look that finds that there is to be none. False: the claim has come to an end. True: it goes on.
Async<bool> Decide::step(RequestId id, Claim claim, Course& course) {
    if (claim.calls >= most_calls) {
        co_await give_up(id, claim, {});
        co_return false;
    }
    const auto list = co_await list_for(id, claim, course);
    if (!list) {
        co_await give_up(id, claim,
                         course.hopeless ? course.no_list
                         : course.no_list.empty()
                             ? "Privilege Manager could not be reached in time"
                             : "its list could not be read in time (" + course.no_list + "), so nothing was sent");
        co_return false;
    }
    if (by_schedule(claim) && !co_await still_unattended(id, claim, course)) co_return false;
    // What took longer than the list may be old needs a newer one.
    if (deps_.clock.now() - list->ended > call_leaves_within) co_return true;
    if (!co_await is_as_shown(id, claim, list)) co_return false;
    course.compared = deps_.clock.now();
    co_return co_await call_once(id, claim, course);
}

/// No further call is sent. Before the first one nothing was decided, and `why` is told; after it nobody knows.
Async<void> Decide::give_up(RequestId id, const Claim& claim, std::string why) {
    if (claim.calls == 0) {
        co_await note(id, NotSent{std::move(why)});
        co_return;
    }
    co_await note(id, OutOfTime{});
    deps_.log.error("decision.unconfirmed", "The outcome of a decision is not confirmed", {{"request", id.value}});
}

/// For those who read the history in Privilege Manager: nobody was in Slack when the schedule decided.
std::string Decide::comment_on(const Claim& claim, const std::string& approver) {
    if (const auto* schedule = std::get_if<BySchedule>(&claim.by))
        return "Approved automatically: " + schedule->because;
    return (claim.choice.approve ? "Approved in Slack by " : "Denied in Slack by ") + approver;
}

/// Nothing: its time was over before its turn came.
Async<std::optional<CallSlots::Slot>> Decide::turn_of(const RequestId& id, const Claim& claim) {
    const auto whose = by_schedule(claim) ? CallSlots::Whose::schedule : CallSlots::Whose::person;
    co_return co_await async::within(deps_.clock.deadline_in(time_left(claim)),
                                     slots_.take(whose, claim.since.boot, id));
}

/// Tells Privilege Manager once. False: the claim has come to an end. True: it goes on.
Async<bool> Decide::call_once(RequestId id, Claim claim, Course& course) {
    if (time_left(claim) <= Millis{0}) co_return true;
    auto slot = co_await turn_of(id, claim);
    if (!slot) {
        co_await give_up(id, claim, "too many decisions were before it, and its time was over before its turn came");
        co_return false;
    }
    // Whatever was true before it had to wait may not be so any more; and what has become too old needs a newer list,
    // for which nobody holds a place.
    if (by_schedule(claim) && !co_await still_unattended(id, claim, course)) co_return false;
    if (deps_.clock.now() > course.compared + call_leaves_within) co_return true;
    course.held_at.reset();
    // The intent is durable before the call: after a crash the call counts as sent.
    const auto intended = co_await deps_.records.tell(id, Calling{});
    const auto* submitting = intended ? std::get_if<Submitting>(&intended->stage) : nullptr;
    if (!submitting || submitting->claim.calls != claim.calls + 1) {
        if (!intended && claim.calls == 0)
            co_await note(id, NotSent{"it could not be stored safely (" + for_people(intended.error()) + ")"});
        co_return false;
    }
    // A disk that takes long is no reason never to decide: what is stored stays so, and only the list is read again.
    // For the schedule everything is asked again.
    bool as_shown = true;
    if (by_schedule(claim)) {
        as_shown = deps_.clock.now() <= course.compared + call_leaves_within;
    } else if (deps_.clock.now() > course.compared + call_leaves_within) {
        const auto list = co_await list_in_time(claim, {.begun_from = deps_.clock.now()}, course);
        as_shown = list && holds_as_shown(*list, intended->facts);
        course.compared = deps_.clock.now();
    }
    // The time is over, or the request is another one by now, or the schedule was switched off: that is looked at anew.
    const auto now = deps_.clock.moment();
    const bool in_vain = !as_shown || time_left(claim) <= Millis{0};
    if (in_vain || (by_schedule(claim) && deps_.unattended.objection(*intended, now, !is_in_doubt()))) {
        co_await note(id, Undelivered{claim.last_call});
        co_return true;
    }
    const auto* person = std::get_if<ByPerson>(&claim.by);
    const auto approver = person ? "@" + person->name + " (" + person->who.value + ")" : std::string{"the schedule"};
    deps_.tally.calls.add();
    const auto submission = co_await deps_.source.submit(
        {.request = id,
         .choice = claim.choice,
         .comment = comment_on(claim, approver),
         .approver = approver,
         .not_sent_after = std::min(now.boot + time_left(claim), course.compared + call_leaves_within)});
    slot.reset();
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
    co_return co_await not_answered(id, claim, submission, course);
}

/// After a call that was not delivered, or whose answer told nothing. True: the claim goes on.
Async<bool> Decide::not_answered(RequestId id, const Claim& claim, const Submission& submission, Course& course) {
    const auto* undelivered = std::get_if<NotDelivered>(&submission);
    const auto& failure = undelivered ? undelivered->why : std::get<OutcomeUnknown>(submission).why;
    deps_.log.warning(
        undelivered ? "decision.not_delivered" : "decision.unknown",
        undelivered ? "A decision did not reach Privilege Manager" : "It is not known whether a decision took effect",
        {{"request", id.value}, {"why", failure.what}});
    if (!undelivered) {
        co_await note(id, CallEnded{});
        co_return true;
    }
    co_await note(id, Undelivered{claim.last_call});
    course.doors_shut = undelivered->token_refused ? course.doors_shut + 1 : 0;
    // A refused login, or a decision that the contract cannot say: waiting would mend nothing.
    const bool hopeless =
        failure.kind == Trouble::rejected || failure.kind == Trouble::malformed || course.doors_shut >= most_doors_shut;
    if (hopeless) {
        co_await give_up(id, claim, failure.what);
        co_return false;
    }
    if (course.doors_shut > 0) co_return true;  // the next list signs in anew
    const auto chance = fraction(deps_.randomness.below(chance_steps));
    const auto wait =
        wait_after(++course.failures, {.base = Millis{1'000}, .cap = Millis{15'000}}, chance, failure.retry_after);
    co_await deps_.clock.sleep_for(std::min(wait, std::max(time_left(claim), Millis{0})));
    co_return true;
}

void Decide::log_outcome(const RequestId& id) {
    const auto* life = deps_.records.find(id);
    const auto* settled = life ? std::get_if<Settled>(&life->stage) : nullptr;
    if (!settled) return;
    deps_.log.info("decision.confirmed", "Privilege Manager confirmed a decision",
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

}  // namespace privman
