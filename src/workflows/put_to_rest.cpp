#include "workflows/put_to_rest.hpp"

#include "domain/repairs.hpp"

#include <algorithm>
#include <vector>

namespace privman {

namespace {

/// In one commit.
constexpr std::size_t most_at_once = 500;
constexpr Millis forgets_every = std::chrono::hours{1};
/// What has not come to rest for so long after it should have been forgotten never will: its channel may be gone.
constexpr Millis hopeless_after = std::chrono::days{30};

bool still_listed(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage)) return settled->listed_again > 0;
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed->listed_again > 0;
    return false;
}

}  // namespace

PutToRest::PutToRest(Deps deps, RestPolicy policy)
    : deps_{std::move(deps)},
      policy_{policy},
      watching_{deps_.records.watch_lives([this](const Life* before, const Life* after) {
          if (before && has_ended(*before)) ended_.erase({before->ended.value_or(WallTime{}), before->id});
          if (after && has_ended(*after)) ended_.emplace(after->ended.value_or(WallTime{}), after->id);
      })} {}

Async<void> PutToRest::run() {
    auto forgets_at = deps_.clock.now();
    for (;;) {
        co_await put_to_rest();
        if (deps_.clock.now() >= forgets_at) {
            co_await forget_the_old();
            forgets_at = deps_.clock.now() + forgets_every;
        }
        co_await deps_.clock.sleep_for(policy_.look_every);
    }
}

/// Nobody waits for an answer, nobody could learn anything from it, and no list speaks of it.
bool PutToRest::is_at_rest(const Life& life) const {
    if (!life.clicks.empty() || !life.to_be_told.empty() || still_listed(life)) return false;
    const auto* list = deps_.watch.last_list();
    return list && !list->find(life.id) && shows_the_end_everywhere(life, deps_.settings.now()) &&
           !deps_.cards.in_doubt(life);
}

Async<void> PutToRest::put_to_rest() {
    const auto& records = deps_.records;
    if (records.in_doubt() || records.trouble()) co_return;
    const auto ended_before = deps_.clock.wall() - policy_.after;
    std::vector<Records::AtRest> lives;
    for (const auto& [ended, id] : ended_) {
        if (ended > ended_before || lives.size() == most_at_once) break;
        const auto* life = records.find(id);
        // What a rule may look at is asked of the clock, too.
        if (life && is_at_rest(*life))
            lives.push_back({id, deps_.unattended.still_counts(*life) || !deps_.clock_check.is_confirmed()});
    }
    if (!lives.empty()) static_cast<void>(co_await deps_.records.put_to_rest(std::move(lives)));
}

/// A wrong clock that nobody has noticed must not take everything at once.
Async<std::size_t> PutToRest::most_to_forget() {
    const auto resting = co_await deps_.records.count_at_rest();
    const auto all = resting.value_or(0) + deps_.records.in_memory();
    co_return std::clamp<std::size_t>(all / 10, 1, most_at_once);
}

/// Long enough that a click on an old card got its answer. What the schedule goes by stays longer.
Async<void> PutToRest::forget_the_old() {
    if (!deps_.clock_check.is_confirmed()) {
        deps_.log.info("store.forgets_nothing", "Nothing is forgotten: it is not confirmed what time it is",
                       {{"why", deps_.clock_check.disagreement().value_or("nobody has said yet")}});
        co_return;
    }
    const auto before = deps_.clock.wall() - policy_.keep_decided;
    const auto most = co_await most_to_forget();
    std::size_t forgotten = 0;
    deps_.unattended.forget_what_counts_no_more();
    if (const auto old = co_await deps_.records.at_rest_since_before(before, most))
        for (const auto& one : *old)
            if (!deps_.unattended.counts(one.id) && co_await deps_.records.forget_at_rest(one)) ++forgotten;
    std::vector<RequestId> hopeless;
    for (const auto& [ended, id] : ended_) {
        if (ended > before - hopeless_after || forgotten + hopeless.size() >= most) break;
        const auto* life = deps_.records.find(id);
        if (life && !still_listed(*life) && !deps_.unattended.still_counts(*life)) hopeless.push_back(id);
    }
    for (const auto& id : hopeless)
        if (co_await deps_.records.forget(id)) ++forgotten;
    if (forgotten > 0) deps_.log.info("store.forgot", "Forgot old requests", {{"requests", forgotten}});
}

}  // namespace privman
