// Cards that say something that is no longer so: each message is brought up to date, one edit at a time.
#include "workflows/card_copies.hpp"
#include "workflows/keep_cards_true.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

/// A decision was on its way and came to nothing: the card may say still that it is on its way.
bool came_to_nothing(const Life& life) {
    if (!is_waiting(life) || life.ledger.empty()) return false;
    const auto& last = life.ledger.back();
    return last.kind == "refused" || (last.kind == "returned" && last.by != "bot");
}

/// What an edit would show may give way to what the card shows now: "Approving…" to the buttons, when nothing came of
/// it. Then the card must count as unknown while the edit is under way, or a lost answer leaves it as it is for ever.
bool may_go_back(const Life& life) {
    return !std::holds_alternative<Settled>(life.stage) ||
           std::ranges::any_of(life.ledger, [](const LedgerFact& fact) { return fact.kind == "still-listed"; });
}

}  // namespace

/// What has been shown is remembered, however long the disk takes: forgotten, it would be shown a second time.
Async<void> KeepCardsTrue::remember(RequestId id, std::function<Life(Life)> change, Records::When when) {
    for (auto pause = Millis{200};; pause = std::min(pause * 2, Millis{10'000})) {
        const auto stored = co_await deps_.records.note(id, change, when);
        if (stored || stored.error().kind == Trouble::not_found) co_return;
        co_await deps_.clock.sleep_for(pause);
    }
}

Async<void> KeepCardsTrue::remember_board(ChannelId channel, std::function<Board(Board)> change) {
    for (auto pause = Millis{200};; pause = std::min(pause * 2, Millis{10'000})) {
        if (co_await deps_.records.amend_board(channel, change)) co_return;
        co_await deps_.clock.sleep_for(pause);
    }
}

Async<void> KeepCardsTrue::edit(KeepCardsTrue& self, OneKeeper keeper, EditCard wanted) {
    struct AtWork {
        Keeper& keeper;
        DoubtedMessage message;
        ~AtWork() {
            keeper.editing.erase(message);
            keeper.stir();
        }
    } at_work{*keeper, {wanted.request, wanted.attempt}};
    EditPlace place{self, *keeper};
    co_await self.make(*keeper, std::move(wanted), place);
}

void KeepCardsTrue::EditPlace::give_back() {
    if (std::exchange(given_back_, true)) return;
    --keeper_.edit_calls;
    --self_.edits_under_way_;
    self_.give_places_away();
    keeper_.stir();
}

Async<void> KeepCardsTrue::make(Keeper& keeper, EditCard wanted, EditPlace& place) {
    const auto channel = keeper.channel;
    const auto* life = deps_.records.find(wanted.request);
    if (!life) co_return;
    const auto found = [&](const Life& in) { return copy_that_stands(in, channel, wanted.attempt); };
    if (!found(*life)) co_return;

    if (found(*life)->uneditable) co_return co_await speak_for_card(keeper, *life, *found(*life));
    if (may_go_back(*life)) {
        const auto noted = co_await deps_.records.note(wanted.request, [&](Life changed) {
            return with_copy(std::move(changed), channel, wanted.attempt, forget_what_it_shows);
        });
        if (!noted) co_return wait_for_store(keeper);
        life = deps_.records.find(wanted.request);
    }
    const auto* copy = life ? found(*life) : nullptr;
    if (!copy) co_return;
    const CardCopy shows_now = *copy;
    const auto view = draw(keeper, *life);
    const auto shown = hash_of(view);
    const auto end = end_of(*life);
    const auto stage = life->stage.index();
    const bool tells_of_a_decision =
        has_ended(*life) || came_to_nothing(*life) || std::holds_alternative<Unconfirmed>(life->stage);
    const DoubtedMessage message{wanted.request, wanted.attempt};
    const auto begun = deps_.clock.now();
    auto done = co_await deps_.board.update(channel, *shows_now.ts, view, wanted.attempt);
    life = deps_.records.find(wanted.request);
    place.give_back();  // what is noted now holds up no other card
    if (!done && done.error().refused == BoardRefusal::message_gone) {
        // Whether a new card is wanted is another question, with its own answer.
        deps_.log.info("card.deleted", "A card was deleted by somebody",
                       {{"request", wanted.request.value}, {"channel", channel.value}});
        keeper.doubts.forget(message);
        co_await remember(wanted.request,
                          [&](Life changed) { return without_copy(std::move(changed), channel, wanted.attempt); });
        co_return;
    }
    if (!done && done.error().may_have_happened) keeper.doubts.raise(message, deps_.clock.now() + may_land_within);
    if (!life) co_return;
    const auto refused = done ? BoardRefusal::none : done.error().refused;
    if (refused == BoardRefusal::message_fixed || (refused == BoardRefusal::this_call && tells_of_a_decision))
        co_return co_await edit_refused(keeper, *life, shows_now, done.error(), begun);
    if (!done) {
        failed(keeper, {done.error(), false, begun, wanted.request});
        co_return;
    }
    const auto note = [&](Life changed) {
        return with_copy(std::move(changed), channel, wanted.attempt, [&](CardCopy& mine) {
            mine.shown = shown;
            mine.end_shown = end;
        });
    };
    // What has come to be owed to this message meanwhile waits for that.
    const auto when = life->stage.index() == stage ? Records::When::soon : Records::When::now;
    if (keeper.doubts.drawn(message, shown, deps_.clock.now())) co_await remember(wanted.request, note, when);
    deps_.tally.cards_updated.add();
    deps_.log.info("card.updated", "Brought a card up to date",
                   {{"request", wanted.request.value}, {"channel", channel.value}, {"title", view.title}});
    succeeded(keeper, begun);
}

}  // namespace privman
