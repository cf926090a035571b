#include "workflows/remind.hpp"

#include "async/within.hpp"

#include <algorithm>

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

Async<void> remind(Records& records, MessageBoard& board, Clock& clock, observe::Log& log, Millis after) {
    if (after <= Millis{0}) co_return;
    for (;;) {
        const auto now = clock.wall();
        std::vector<RequestId> due;
        auto next = Millis{std::chrono::minutes{1}};
        for (const auto& [id, life] : records.lives()) {
            if (!is_waiting(life) || life.reminded || !has_card(life)) continue;
            const auto left = life.first_seen.wall + after - now;
            if (left <= Millis{0})
                due.push_back(id);
            else
                next = std::min(next, left);
        }
        for (const auto& id : due) {
            // Noted before it is said: a reminder that is lost with a crash is better than one that is said at every
            // start.
            const auto life = co_await records.amend(id, [now](Life changed) {
                if (is_waiting(changed)) changed.reminded = now;
                return changed;
            });
            if (life && life->reminded == now) co_await remind_of(*life, records, board, log);
        }
        co_await async::within(clock.sleep_for(next), records.changed().wait());
    }
}

}  // namespace privman
