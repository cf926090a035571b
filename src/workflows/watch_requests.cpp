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
        const auto polled = co_await poll();
        deps_.tally.polls(polled ? PollEnd::complete : PollEnd::failed).add();
        failures = polled ? 0 : failures + 1;
        answers_again_ = false;
        mind_blindness(polled.has_value());
        co_await pause(failures, polled ? std::nullopt : polled.error().retry_after);
    }
}

Async<void> WatchRequests::pause(unsigned failures, std::optional<Millis> retry_after) {
    auto& clock = deps_.clock;
    const auto chance = fraction(deps_.randomness.below(chance_steps));
    const auto due = clock.now() + poll_pause(interval_, failures, chance, retry_after);
    // Blindness is noticed when it is due, not when the next poll happens to be.
    const auto blind_at = *seen_until_ + 3 * interval_ + Millis{1};
    if (!sight_.said_blind && blind_at > clock.now() && blind_at < due) {
        co_await rest_until(blind_at);
        // After a leap of the clock (a machine that slept) the poll that is due looks first.
        if (clock.now() < due) mind_blindness(false);
    }
    co_await rest_until(due);
}

/// The pause after a failure is over as soon as somebody else's list has come: what waits in it has waited long enough.
Async<void> WatchRequests::rest_until(BootTime due) {
    if (!sight_.trouble) co_return co_await deps_.clock.sleep_until(due);
    if (!answers_again_) co_await async::within(deps_.clock.sleep_until(due), list_came_.wait());
}

void WatchRequests::also_read(const ReadList& read) {
    deps_.unattended.learn_ratings(read.list);
    vanishing_.also_read([&read](const RequestId& id) { return read.find(id) != nullptr; });
    answers_again_ = true;
    list_came_.wake_all();
}

void WatchRequests::learnt(const RequestId& request, BootTime list_begun) {
    auto& newest = learnt_[request];
    newest = std::max(newest, list_begun);
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

Async<Outcome<void>> WatchRequests::poll() {
    // What ends while the list is under way, the list knows nothing about.
    std::set<RequestId> ended_before;
    for (const auto& [id, life] : deps_.records.lives())
        if (has_ended(life)) ended_before.insert(id);
    const auto asked = deps_.clock.now();
    // The one who minds never ends by himself: there is always an answer.
    auto answer = co_await async::within(mind_while_asking(), lists_.read({.begun_from = asked}));
    auto& read = answer.value();
    const auto took = deps_.clock.now() - (read ? (*read)->begun.boot : asked);
    if (read) last_took_ = std::chrono::duration_cast<Millis>(took);
    deps_.tally.poll_seconds.record(std::chrono::duration<double>(took).count());
    if (!read) {
        vanishing_.failed_list();
        sight_.trouble = read.error();
        deps_.log.warning("poll.failed", "Could not read the list of pending requests", {{"why", read.error().what}});
        co_return std::unexpected{std::move(read.error())};
    }
    const auto& list = (*read)->list;
    sight_.trouble.reset();
    sight_.last_complete = deps_.clock.wall();
    sight_.pending = list.requests.size();
    deps_.tally.rows_left_out.add(static_cast<double>(list.remarks.size()));
    for (const auto& remark : list.remarks)
        deps_.log.warning("poll.row_left_out", "A row of the list was left out", {{"why", remark}});
    deps_.log.debug("poll.complete", "Read the list of pending requests", {{"pending", list.requests.size()}});
    co_await apply(**read, ended_before);
    remembers_ = true;
    co_return Outcome<void>{};
}

Async<void> WatchRequests::apply(const ReadList& read, const std::set<RequestId>& ended_before) {
    co_await deps_.unattended.take_list(read.begun, read.list);
    const auto fresh = co_await deps_.records.refresh();
    std::erase_if(learnt_, [&](const auto& entry) { return entry.second <= read.begun.boot; });
    std::set<RequestId> listed;
    std::size_t not_stored = 0;
    std::string why;
    for (const auto& request : read.list.requests) {
        listed.insert(request.id);
        const auto against = co_await apply(read, request, ended_before.contains(request.id), fresh.has_value());
        if (!against) continue;
        ++not_stored;
        why = against->what;
    }
    note_not_stored(not_stored, why);
    co_await close_the_gone(listed, {read.begun.boot, read.ended});
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

/// With the schedule's claim, if it may answer now.
Life WatchRequests::considered(Life life, bool read_just_now) const {
    if (life.twice_listed) return life;
    // A commit that failed since then makes what was read a matter of belief.
    return deps_.unattended.consider(std::move(life), deps_.clock.moment(), read_just_now && !deps_.records.in_doubt());
}

Async<std::optional<Failure>> WatchRequests::begin(const ElevationRequest& request, bool twice, bool read_just_now) {
    auto& records = deps_.records;
    auto seen_at = deps_.clock.moment();
    // What a store that remembers nothing finds in its first list may have been there for long.
    const auto& schedule = records.settings().schedule;
    if (!remembers_ && !request.requested && schedule && schedule->enabled_at)
        seen_at.wall = std::min(seen_at.wall, *schedule->enabled_at);
    auto life = first_seen(request, seen_at);
    life.twice_listed = twice;
    const auto stored = co_await records.begin(considered(std::move(life), read_just_now));
    if (!stored) co_return stored.error();
    deps_.tally.requests_seen.add();
    deps_.log.info("request.seen", "A new elevation request",
                   {{"request", request.id.value}, {"user", request.user}, {"computer", request.computer}});
    co_return std::nullopt;
}

namespace {

unsigned times_listed_again(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage)) return settled->listed_again;
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed->listed_again;
    return 0;
}

}  // namespace

bool WatchRequests::is_another_witness(const Life& life, const ReadList& read) {
    if (times_listed_again(life) == 0) return true;
    // Of a list from before a restart nobody knows when it was read: this one takes its place.
    const auto [last, is_new] = witnessed_.emplace(life.id, read.ended);
    return !is_new && read.begun.boot >= last->second + std::min(lists_apart_at_most, interval_);
}

void WatchRequests::note_witness(const RequestId& id, unsigned before, const Life& after, const ReadList& read) {
    const auto now = times_listed_again(after);
    if (now == 0 || now >= 2)
        witnessed_.erase(id);
    else if (now > before)
        witnessed_[id] = read.ended;
}

Async<std::optional<Failure>> WatchRequests::apply(const ReadList& read, const ElevationRequest& request,
                                                   bool had_ended, bool read_just_now) {
    auto& records = deps_.records;
    const auto* known = records.find(request.id);
    const bool twice = read.list.twice.contains(request.id);
    if (!known) co_return co_await begin(request, twice, read_just_now);
    // The list was asked for before this end was known: it says nothing against it.
    if (has_ended(*known) && !had_ended) co_return std::nullopt;
    // Or before a later one that was read for a decision.
    if (learnt_.contains(request.id)) co_return std::nullopt;
    const auto times_before = times_listed_again(*known);
    const bool said_before = std::holds_alternative<Settled>(known->stage) && times_before >= 2;
    const Listed happening{request, twice, is_another_witness(*known, read), read.begun};
    const auto after = co_await records.amend(request.id, [this, &happening, read_just_now](Life life) {
        return considered(react(std::move(life), happening, deps_.clock.moment()), read_just_now);
    });
    if (!after) co_return std::nullopt;
    note_witness(request.id, times_before, *after, read);
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

Async<void> WatchRequests::close_the_gone(const std::set<RequestId>& listed, const ListTimes& times) {
    std::set<RequestId> watched;
    std::vector<RequestId> no_longer_listed;
    for (const auto& [id, life] : deps_.records.lives()) {
        if (!has_ended(life) && !std::holds_alternative<Submitting>(life.stage)) watched.insert(id);
        const auto* settled = std::get_if<Settled>(&life.stage);
        if (settled && settled->listed_again > 0 && !listed.contains(id)) no_longer_listed.push_back(id);
    }
    for (const auto& id : no_longer_listed) co_await deps_.records.tell(id, Missing{});
    for (const auto& id : vanishing_.complete_list(watched, listed, times)) {
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
