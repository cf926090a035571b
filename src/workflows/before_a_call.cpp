// What is asked before each call to Privilege Manager: a list, whether the request is still what people were shown,
// and, for the schedule, whether it still may.
#include "async/within.hpp"
#include "domain/phrases.hpp"
#include "domain/same_request.hpp"
#include "workflows/decide.hpp"

#include <algorithm>

namespace privman {

namespace {

/// Schedule and store were read "just now" as long as this; what is read again and again needs no fresh list each time.
constexpr Millis just_now{5'000};

/// What happened in the same millisecond may have happened before.
constexpr Millis later{1};

bool by_schedule(const Claim& claim) { return std::holds_alternative<BySchedule>(claim.by); }

}  // namespace

BootTime Decide::Course::last_call_ended(const Claim& claim, const Moment& now) const {
    // A call that was under way when the process ended, or the machine, ended with it.
    const bool known = claim.call_ended && claim.call_ended->boot_id == now.boot_id;
    return known ? claim.call_ended->boot : began;
}

/// The list with which the next call is compared; nothing when there is none in time.
Async<Decide::List> Decide::list_for(const RequestId& id, const Claim& claim, Course& course) {
    const auto now = deps_.clock.moment();
    ListWanted wanted{.begun_from = {}, .ended_from = now.boot - call_leaves_within};
    if (claim.calls > 0) {
        // Its answer told nothing: it may have worked, or be working. Two lists that are not one must still hold it.
        if (!course.held_at) {
            wanted.begun_from = course.last_call_ended(claim, now) + later;
            const auto first = co_await list_in_time(claim, wanted, course);
            if (!first || !first->find(id)) co_return first;
            course.held_at = first->ended;
        }
        wanted.begun_from = *course.held_at + lists_before_repeat_apart;
    } else if (claim.call_ended) {
        wanted.begun_from = course.last_call_ended(claim, now) + later;
    } else {
        wanted.begun_from = claim.since.boot - list_may_precede_click;
        // A list that was complete before somebody clicked cannot know what he was looking at.
        if (!by_schedule(claim)) wanted.ended_from = std::max(wanted.ended_from, claim.since.boot + later);
    }
    co_return co_await list_in_time(claim, wanted, course);
}

Async<Decide::List> Decide::list_in_time(const Claim& claim, ListWanted wanted, Course& course) {
    while (time_left(claim) > Millis{0}) {
        // Another one may have come while the one that was waited for failed: it is as old as it is.
        wanted.ended_from = std::max(wanted.ended_from, deps_.clock.now() - call_leaves_within);
        const auto read =
            co_await async::within(deps_.clock.deadline_in(time_left(claim)), deps_.watch.lists().read(wanted));
        if (!read) break;
        if (*read) {
            deps_.watch.also_read(***read);
            co_return **read;
        }
        deps_.watch.could_not_read();
        course.no_list = read->error().what;
        // A refused login: waiting would mend nothing.
        course.hopeless = read->error().kind == Trouble::rejected;
        if (course.hopeless) break;
    }
    co_return nullptr;
}

/// False: what is listed is not what people were shown, and the claim has come to an end.
Async<bool> Decide::is_as_shown(RequestId id, const Claim& claim, const List& list) {
    const auto* life = deps_.records.find(id);
    if (!life) co_return false;
    const auto* listed = list->find(id);
    const bool twice = list->list->twice.contains(id);
    if (listed && !twice && differences(life->facts, *listed).empty()) co_return true;
    const NotAsShown found{listed ? std::optional{*listed} : std::nullopt, twice};
    deps_.log.warning("decision.not_as_shown", "A decision was not sent: the request is not what was shown",
                      {{"request", id.value},
                       {"by", name_of(claim.by)},
                       {"choice", choice_in_words(claim.choice)},
                       {"why", why_not_as_shown(life->facts, found)}});
    if (claim.calls > 0) {
        co_await give_up(id, claim, {});
        co_return false;
    }
    if (listed) deps_.watch.learnt(id, list->begun.boot);
    co_await note(id, found);
    co_return false;
}

/// The schedule is asked again before each of its calls: it may be off by now, or people may be back.
Async<bool> Decide::still_unattended(RequestId id, const Claim& claim, const Course& course) {
    const auto now = deps_.clock.moment();
    const auto after =
        claim.calls > 0 || claim.call_ended ? course.last_call_ended(claim, now) + later : claim.since.boot;
    // Whatever was said before is read first: a process that stood still has not seen it yet.
    const auto since = std::max(after, now.boot - just_now);
    const bool heard =
        co_await async::within(deps_.clock.deadline_in(time_left(claim)), deps_.unattended.until_heard(since));
    const bool read = heard && co_await strongly_read_since(since);
    const auto* life = deps_.records.find(id);
    if (!life) co_return false;
    const auto why =
        heard ? deps_.unattended.objection(*life, deps_.clock.moment(), read && !is_in_doubt())
              : std::optional<std::string>{"it could not be found out whether somebody has switched it off meanwhile"};
    if (!why) co_return true;
    deps_.log.info("unattended.given_up", "The schedule leaves to people what it was about to approve",
                   {{"request", id.value}, {"why", *why}});
    co_await give_up(id, claim, "by now " + *why + ", so it is left to people");
    co_return false;
}

/// Many claims that wait at once share one read.
Async<bool> Decide::strongly_read_since(BootTime from) {
    while (!read_since_ || *read_since_ < from) {
        if (reading_) {
            co_await read_.wait();
            if (read_failed_ && *read_failed_ >= from) co_return false;
            continue;
        }
        struct Done {
            bool& reading;
            async::WaitList& others;
            ~Done() {
                reading = false;
                others.wake_all();
            }
        } done{reading_, read_};
        reading_ = true;
        const auto begun = deps_.clock.now();
        const bool went_well =
            (co_await deps_.records.refresh()).has_value() && (co_await deps_.settings.refresh()).has_value();
        (went_well ? read_since_ : read_failed_) = begun;
        if (!went_well) co_return false;
    }
    co_return true;
}

}  // namespace privman
