#include "workflows/watch_requests.hpp"

#include "async/within.hpp"
#include "domain/backoff.hpp"

#include <algorithm>

namespace privman {

WatchRequests::WatchRequests(Deps deps, Millis interval)
    : deps_{deps},
      interval_{interval},
      lists_{deps.source, deps.clock, deps.tasks, std::min(shortest_pause, interval)},
      vanishing_{std::min(lists_apart_at_most, interval)},
      watching_{
          deps.records.watch_lives([this](const Life* before, const Life* after) { note_change(before, after); })} {}

Async<void> WatchRequests::run() {
    seen_until_ = deps_.clock.now();
    remembers_ = deps_.records.remembers_lives();
    say_damaged();
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

void WatchRequests::say_damaged() {
    const auto count = deps_.records.damaged().size();
    if (count == 0) return;
    const auto which = count == 1 ? std::string{"1 stored record of a request"}
                                  : std::to_string(count) + " stored records of requests";
    deps_.announcer.to_admins(Words{which + " cannot be read. A request that still waits begins anew as soon as it is "
                                            "listed, with its cards; what was decided before may be missing from my "
                                            "memory. The log names them."});
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
    if (!answers_again_) co_await async::within(deps_.clock.deadline_at(due), list_came_.wait());
}

void WatchRequests::also_read(const ReadList& read) {
    deps_.unattended.learn_ratings(*read.list);
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
    ended_meanwhile_.clear();
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
    const auto& list = *(*read)->list;
    sight_.trouble.reset();
    sight_.last_complete = deps_.clock.wall();
    sight_.pending = list.requests.size();
    deps_.tally.rows_left_out.add(static_cast<double>(list.remarks.size()));
    for (const auto& remark : list.remarks)
        deps_.log.warning("poll.row_left_out", "A row of the list was left out", {{"why", remark}});
    deps_.log.debug("poll.complete", "Read the list of pending requests", {{"pending", list.requests.size()}});
    co_await store(*read);
    remembers_ = true;
    co_return Outcome<void>{};
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
