// What the schedule answers, and when: whatever a list has brought, after it was stored.
#include "workflows/approve_unattended.hpp"

#include <utility>

namespace privman {

namespace {

/// Most changes of a life are of its cards and clicks; names need not be folded anew for these.
bool counts_alike(const Life& a, const Life& b) {
    return a.stage == b.stage && a.ended == b.ended && a.turned_away == b.turned_away && a.ledger == b.ledger &&
           a.facts == b.facts;
}

}  // namespace

void ApproveUnattended::note_change(const Life* before, const Life* after) {
    if (!after || !is_waiting(*after)) {
        const auto& id = after ? after->id : before->id;
        answered_.erase(id);
        fences_.forget(id);
    }
    // What a rule counts is known also of those that have left memory.
    if (!after && records_.evicting() && still_counts(*before)) return;
    if (!after) return past_.forget(before->id);
    if (before && counts_alike(*before, *after) && past_.knows(after->id)) return;
    past_.learn(*after);
    const bool settled = std::holds_alternative<Settled>(after->stage);
    if (before && settled && !std::holds_alternative<Settled>(before->stage)) note_approval(*after);
}

Async<void> ApproveUnattended::run() {
    for (;;) {
        while (!std::exchange(list_is_stored_, false)) co_await stored_.wait();
        collect();
        JustRead read;
        while (!to_answer_.empty()) {
            const auto id = *to_answer_.begin();
            co_await look_at(id, read);
            to_answer_.erase(id);
        }
        // Cards that waited for an answer need not wait any more, whatever it was.
        records_.nudge();
    }
}

/// What changed since the last list, what another answer may have come for, and everything when that hangs on something
/// that has changed.
void ApproveUnattended::collect() {
    const auto& journal = records_.changed_lives();
    const auto now = situation();
    const bool all = now != situation_ || !journal.knows_since(seen_);
    const auto add = [this](const RequestId& id) {
        if (const auto* life = records_.find(id); life && is_waiting(*life)) to_answer_.insert(id);
    };
    if (all) {
        answered_.clear();
        for (const auto& [id, life] : records_.lives()) add(id);
    } else {
        journal.since(seen_, add);
        for (const auto& [id, may_pass] : answered_)
            if (may_pass) to_answer_.insert(id);
    }
    seen_ = journal.newest();
    situation_ = now;
}

Async<void> ApproveUnattended::look_at(RequestId id, JustRead& read) {
    /// So many answers share one reading.
    constexpr Millis just_now{2'000};
    const auto* life = records_.find(id);
    if (!life || !is_waiting(*life)) co_return;
    auto answer = judge(*life, clock_.moment(), true);
    if (std::holds_alternative<ApproveAutomatically>(answer)) {
        if (!read.at || clock_.now() - *read.at > just_now || is_in_doubt()) {
            read.at = clock_.now();
            read.well = (co_await records_.refresh()).has_value() && (co_await settings_.refresh()).has_value();
        }
    } else if (const auto& left = std::get<LeaveToPeople>(answer); !left.period || life->left_because == left.why) {
        if (left.period && left.limit != LimitReached::none) say_limit(*life, left.limit, *left.period);
        answered_[id] = left.period && left.may_pass;
        co_return;
    }
    bool may_pass = true;
    static_cast<void>(co_await records_.amend(id, [&](Life changed) {
        // A commit that failed since then makes what was read a matter of belief.
        return consider(std::move(changed), clock_.moment(), read.well && !is_in_doubt(), &may_pass);
    }));
    life = records_.find(id);
    if (life && is_waiting(*life)) answered_[id] = may_pass;
}

ApproveUnattended::Situation ApproveUnattended::situation() const {
    const auto period = period_now();
    return {.on = is_on(),
            .doubted = settings_.doubt().schedule.has_value(),
            .may_act = holds_lease_() && can_be_switched_off() && !off_latch_.stands_still() && !clock_trouble(),
            .rates = instance_rates(),
            .settings = settings_.now().version,
            .nobody_there_since = period ? std::optional{period->begins} : std::nullopt};
}

/// Nothing while people are there, or when nobody knows.
std::optional<ClosedPeriod> ApproveUnattended::period_now() const {
    const auto& [hours, span_at] = read_schedule();
    return hours ? closed_period_around(*hours, clock_.wall(), span_at) : std::nullopt;
}

std::optional<BootTime> ApproveUnattended::answers_until(const Life& life) const {
    if (!may_answer_ || !is_waiting(life) || life.clicked || answered_.contains(life.id) || !is_on())
        return std::nullopt;
    const auto now = clock_.moment();
    if (life.first_seen.boot_id != now.boot_id || now.boot - life.first_seen.boot >= answers_within)
        return std::nullopt;
    return life.first_seen.boot + answers_within;
}

Async<void> ApproveUnattended::take_list(std::shared_ptr<const ReadList> read) {
    if (!list_) {
        // A store that holds no request remembers nothing. One of an earlier version has kept what it was told to.
        const auto now = clock_.wall();
        memory_begins_ = records_.remembers_lives() ? now - policy_.kept : now;
        mind_limits_reached_before(now);
    }
    if (!list_ || list_->list != read->list) learn_ratings(*read->list);
    list_ = std::move(read);
    may_answer_ = is_on() && period_now();
    const auto& settings = settings_.now();
    const bool rated = instance_rates();
    if (settings.remembers_since && settings.rated == rated) co_return;
    const auto stored = co_await settings_.amend([this, rated](Settings changed) {
        if (!changed.remembers_since) changed.remembers_since = memory_begins_;
        changed.rated = changed.rated || rated;
        return changed;
    });
    if (!stored)
        log_.warning("unattended.not_noted", "What automatic approval must remember could not be stored yet",
                     {{"why", stored.error().what}});
}

void ApproveUnattended::list_is_stored() {
    list_is_stored_ = true;
    stored_.wake_all();
}

}  // namespace privman
