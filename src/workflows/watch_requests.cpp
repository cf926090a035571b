#include "workflows/watch_requests.hpp"

#include "async/within.hpp"
#include "domain/backoff.hpp"

#include <algorithm>

namespace privman {

Async<void> WatchRequests::run() {
    seen_until_ = deps_.clock.now();
    remembers_ = !deps_.records.lives().empty();
    unsigned failures = 0;
    for (;;) {
        const auto number = ++begun_;
        auto listed = co_await poll();
        deps_.tally.polls(listed ? PollEnd::complete : PollEnd::failed).add();
        failures = listed ? 0 : failures + 1;
        const auto retry_after = listed ? std::nullopt : listed.error().retry_after;
        mind_blindness(listed.has_value());
        last_ = {number, std::move(listed)};
        polled_.wake_all();
        co_await pause(failures, retry_after);
    }
}

Async<void> WatchRequests::pause(unsigned failures, std::optional<Millis> retry_after) {
    auto& clock = deps_.clock;
    const auto now = clock.now();
    const auto chance = fraction(deps_.randomness.below(chance_steps));
    const auto due = now + poll_pause(interval_, failures, chance, retry_after);
    const auto soonest = now + std::max(std::min(shortest_pause, interval_), retry_after.value_or(Millis{0}));
    while (clock.now() < due) {
        if (wanted_ > begun_) {
            co_await clock.sleep_until(soonest);
            co_return;
        }
        // Blindness is noticed when it is due, not when the next poll happens to be.
        const auto blind_at = *seen_until_ + 3 * interval_ + Millis{1};
        const auto wake = sight_.said_blind || blind_at <= clock.now() ? due : std::min(due, blind_at);
        co_await async::within(clock.sleep_until(wake), wanted_changed_.wait());
        // After a leap of the clock (a machine that slept) the poll that is due looks first.
        if (clock.now() < due) mind_blindness(false);
    }
}

Async<Outcome<std::set<RequestId>>> WatchRequests::fresh_list() {
    const auto number = begun_ + 1;
    wanted_ = std::max(wanted_, number);
    wanted_changed_.wake_all();
    while (last_.number < number) co_await polled_.wait();
    co_return last_.listed;
}

/// A call that hangs blinds as well as one that fails. A list that always takes long is slow, not blind: the time that
/// the last one took is granted to the next.
Async<void> WatchRequests::mind_while_asking() {
    auto& clock = deps_.clock;
    if (!sight_.said_blind) {
        auto due = std::max(*seen_until_ + 3 * interval_ + last_took_ + Millis{1}, clock.now() + interval_);
        // A machine that slept through that moment has not looked: the answer gets another interval.
        for (co_await clock.sleep_until(due); clock.now() - due >= interval_; co_await clock.sleep_until(due))
            due = clock.now() + interval_;
        mind_blindness(false);
    }
    for (;;) co_await clock.sleep_for(std::chrono::hours{24});
}

Async<Outcome<std::set<RequestId>>> WatchRequests::poll() {
    // What ends while the list is under way, the list knows nothing about.
    std::set<RequestId> ended_before;
    for (const auto& [id, life] : deps_.records.lives())
        if (has_ended(life)) ended_before.insert(id);
    const auto asked = deps_.clock.now();
    // The one who minds never ends by himself: there is always an answer.
    auto answer = co_await async::within(mind_while_asking(), deps_.source.pending());
    auto& list = answer.value();
    const auto took = deps_.clock.now() - asked;
    if (list) last_took_ = std::chrono::duration_cast<Millis>(took);
    deps_.tally.poll_seconds.record(std::chrono::duration<double>(took).count());
    if (!list) {
        vanishing_.failed_list();
        sight_.trouble = list.error();
        deps_.log.warning("poll.failed", "Could not read the list of pending requests", {{"why", list.error().what}});
        co_return std::unexpected{std::move(list.error())};
    }
    sight_.trouble.reset();
    sight_.last_complete = deps_.clock.wall();
    sight_.pending = list->requests.size();
    deps_.tally.rows_left_out.add(static_cast<double>(list->remarks.size()));
    for (const auto& remark : list->remarks)
        deps_.log.warning("poll.row_left_out", "A row of the list was left out", {{"why", remark}});
    deps_.log.debug("poll.complete", "Read the list of pending requests", {{"pending", list->requests.size()}});
    co_await apply(*list, ended_before);
    remembers_ = true;
    std::set<RequestId> ids;
    for (const auto& request : list->requests) ids.insert(request.id);
    co_return ids;
}

Async<void> WatchRequests::apply(const PendingList& list, const std::set<RequestId>& ended_before) {
    const auto fresh = co_await deps_.records.refresh();
    std::set<RequestId> listed;
    std::size_t not_stored = 0;
    std::string why;
    for (const auto& request : list.requests) {
        listed.insert(request.id);
        const auto against = co_await apply(request, ended_before.contains(request.id), fresh.has_value());
        if (!against) continue;
        ++not_stored;
        why = against->what;
    }
    note_not_stored(not_stored, why);
    co_await close_the_gone(listed);
}

/// Once for each trouble, not for each request of each list.
void WatchRequests::note_not_stored(std::size_t requests, const std::string& why) {
    if (requests > 0 && why != not_stored_)
        deps_.log.error("request.not_stored", "New requests could not be stored; it is tried again with every list",
                        {{"requests", requests}, {"why", why}});
    if (requests == 0 && !not_stored_.empty())
        deps_.log.info("request.stored_again", "Every request of the list is stored again");
    not_stored_ = why;
}

Async<std::optional<Failure>> WatchRequests::apply(const ElevationRequest& request, bool had_ended,
                                                   bool read_just_now) {
    auto& records = deps_.records;
    const auto consider = [this, read_just_now](Life life) {
        const auto now = deps_.clock.moment();
        // A commit that failed since then makes what was read a matter of belief.
        const auto claim = deps_.unattended.claim_for(life, now, read_just_now && !deps_.records.in_doubt());
        return claim ? react(std::move(life), Claimed{*claim}, now) : life;
    };
    const auto* known = records.find(request.id);
    if (!known) {
        auto seen_at = deps_.clock.moment();
        // What a store that remembers nothing finds in its first list may have been there for long.
        const auto& schedule = records.settings().schedule;
        if (!remembers_ && !request.requested && schedule && schedule->enabled_at)
            seen_at.wall = std::min(seen_at.wall, *schedule->enabled_at);
        const auto stored = co_await records.begin(consider(first_seen(request, seen_at)));
        if (!stored) co_return stored.error();
        deps_.tally.requests_seen.add();
        deps_.log.info("request.seen", "A new elevation request",
                       {{"request", request.id.value}, {"user", request.user}, {"computer", request.computer}});
        co_return std::nullopt;
    }
    // The list was asked for before this end was known: it says nothing against it.
    if (has_ended(*known) && !had_ended) co_return std::nullopt;
    const bool said_before = [known] {
        const auto* settled = std::get_if<Settled>(&known->stage);
        return settled && settled->listed_again >= 2;
    }();
    const auto after = co_await records.amend(request.id, [this, &request, &consider](Life life) {
        return consider(react(std::move(life), Listed{request}, deps_.clock.moment()));
    });
    if (!after) co_return std::nullopt;
    if (const auto* settled = std::get_if<Settled>(&after->stage);
        settled && settled->listed_again >= 2 && !said_before) {
        deps_.tally.still_listed.add();
        deps_.log.error("decision.still_listed", "Privilege Manager confirmed a decision and still lists the request",
                        {{"request", request.id.value}});
        deps_.announcer.to_admins(Words{"Privilege Manager confirmed a decision on request "}
                                  << Code{request.id.value} << " and still lists it as pending. Check the console.");
    }
    co_return std::nullopt;
}

Async<void> WatchRequests::close_the_gone(const std::set<RequestId>& listed) {
    std::set<RequestId> watched;
    std::vector<RequestId> no_longer_listed;
    for (const auto& [id, life] : deps_.records.lives()) {
        if (!has_ended(life) && !std::holds_alternative<Submitting>(life.stage)) watched.insert(id);
        const auto* settled = std::get_if<Settled>(&life.stage);
        if (settled && settled->listed_again > 0 && !listed.contains(id)) no_longer_listed.push_back(id);
    }
    for (const auto& id : no_longer_listed) co_await deps_.records.tell(id, Missing{});
    for (const auto& id : vanishing_.complete_list(watched, listed)) {
        const auto after = co_await deps_.records.tell(id, Missing{});
        if (!after) continue;
        if (std::holds_alternative<Gone>(after->stage))
            deps_.tally.decisions(DecisionKind::unknown, DecisionOrigin::elsewhere).add();
        deps_.log.info("request.gone", "A request is no longer pending in Privilege Manager", {{"request", id.value}});
    }
}

Millis WatchRequests::blind_time() const {
    const bool blind = sight_.said_blind && seen_until_;
    return blind_before_ + (blind ? deps_.clock.now() - *seen_until_ : Millis{0});
}

void WatchRequests::mind_blindness(bool saw) {
    const auto now = deps_.clock.now();
    if (saw) {
        blind_before_ = blind_time();
        seen_until_ = now;
        if (!std::exchange(sight_.said_blind, false)) return;
        deps_.log.info("sight.returned", "Privilege Manager answers again");
        deps_.announcer.everywhere(
            Words{"Privilege Manager answers again: new requests are shown, and decisions go through."}, "sight");
        return;
    }
    if (sight_.said_blind || now - *seen_until_ <= 3 * interval_) return;
    sight_.said_blind = true;
    const auto why = sight_.trouble ? sight_.trouble->what : std::string{"it does not answer"};
    deps_.log.error("sight.lost", "Privilege Manager could not be read for longer than three intervals",
                    {{"why", why}});
    deps_.announcer.everywhere(Words{"Privilege Manager cannot be read since "}
                                   << (sight_.last_complete ? Words{} << At{*sight_.last_complete} : Words{"the start"})
                                   << ": " << why
                                   << ". New requests are not shown until it answers; decide in the console.",
                               "sight");
}

}  // namespace privman
