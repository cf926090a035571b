#include "workflows/remind.hpp"

#include "async/within.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace privman {

namespace {

Async<void> remind_of(const Life& life, const Records& records, MessageBoard& board, observe::Log& log) {
    for (const auto& [channel, copies] : life.cards) {
        if (!is_registered(records.settings(), channel)) continue;
        const auto card = std::ranges::find_if(copies, [](const CardCopy& copy) { return copy.ts.has_value(); });
        if (card == copies.end()) continue;
        auto words = Words{"Still waiting since "} << At{life.first_seen.wall} << ".";
        const auto said = co_await board.say(channel, std::move(words), *card->ts);
        if (!said)
            log.warning("reminder.lost", "A reminder could not be said",
                        {{"request", life.id.value}, {"why", said.error().what}});
    }
}

bool has_card(const Life& life) {
    return std::ranges::any_of(life.cards, [](const auto& in_channel) {
        return std::ranges::any_of(in_channel.second, [](const CardCopy& copy) { return copy.ts.has_value(); });
    });
}

}  // namespace

namespace {

/// Who waits to be reminded of, the longest waiting first. Kept up to date with each change of a life.
class Unreminded {
public:
    explicit Unreminded(Records& records)
        : watching_{records.watch_lives([this](const Life* before, const Life* after) {
              if (before && is_due(*before)) all_.erase({before->first_seen.wall, before->id});
              if (after && is_due(*after)) all_.emplace(after->first_seen.wall, after->id);
          })} {}
    Unreminded(const Unreminded&) = delete;
    Unreminded& operator=(const Unreminded&) = delete;

    /// Those that were first seen until then.
    [[nodiscard]] std::vector<RequestId> seen_until(WallTime then) const {
        std::vector<RequestId> ids;
        for (const auto& [seen, id] : all_) {
            if (seen > then) break;
            ids.push_back(id);
        }
        return ids;
    }
    /// When the next one was first seen, after `then`.
    [[nodiscard]] std::optional<WallTime> seen_after(WallTime then) const {
        const auto next = all_.upper_bound({then + Millis{1}, RequestId{}});
        return next == all_.end() ? std::nullopt : std::optional{next->first};
    }

private:
    static bool is_due(const Life& life) { return is_waiting(life) && !life.reminded && has_card(life); }

    std::set<std::pair<WallTime, RequestId>> all_;
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace

Async<void> remind(Records& records, MessageBoard& board, Clock& clock, observe::Log& log, Millis after) {
    if (after <= Millis{0}) co_return;
    const Unreminded unreminded{records};
    for (;;) {
        const auto now = clock.wall();
        for (const auto& id : unreminded.seen_until(now - after)) {
            // Noted before it is said: a reminder that is lost with a crash is better than one that is said at every
            // start.
            const auto life = co_await records.amend(id, [now](Life changed) {
                if (is_waiting(changed)) changed.reminded = now;
                return changed;
            });
            if (life && life->reminded == now) co_await remind_of(*life, records, board, log);
        }
        const auto next = unreminded.seen_after(now - after);
        const auto left = next ? *next + after - now : Millis{std::chrono::minutes{1}};
        co_await async::within(clock.deadline_in(std::clamp<Millis>(left, Millis{1}, std::chrono::minutes{1})),
                               records.changed().wait());
    }
}

}  // namespace privman
