// The digest of what has no card of its own: posted, and kept up to date.
#include "workflows/card_copies.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/new_attempt.hpp"

#include <utility>

namespace privman {

Async<void> KeepCardsTrue::digest(KeepCardsTrue& self, OneKeeper keeper, Repair wanted) {
    struct AtWork {
        Keeper& keeper;
        ~AtWork() {
            keeper.at_digest = false;
            keeper.stir();
        }
    } at_work{*keeper};
    if (auto* post = std::get_if<PostDigest>(&wanted))
        co_await self.make(*keeper, std::move(*post));
    else if (auto* edit = std::get_if<EditDigest>(&wanted))
        co_await self.make(*keeper, std::move(*edit));
}

Async<void> KeepCardsTrue::make(Keeper& keeper, PostDigest wanted) {
    const auto channel = keeper.channel;
    const auto attempt = new_attempt(deps_.randomness);
    const auto wall = deps_.clock.wall();
    const auto intended = co_await deps_.records.amend_board(channel, [&](Board board) {
        board.digest = CardCopy{.attempt = attempt, .intended = wall};
        return board;
    });
    if (!intended) {
        wait_for_store(keeper);
        co_return;
    }
    const auto begun = deps_.clock.now();
    auto ts = co_await deps_.board.post_digest(channel, wanted.view);
    posted(keeper);
    const auto shown = hash_of(wanted.view);
    co_await remember_board(channel, [&](Board board) {
        if (!board.digest || board.digest->attempt != attempt) return board;
        if (ts) {
            board.digest->ts = *ts;
            board.digest->shown = shown;
        } else if (!ts.error().may_have_happened) {
            board.digest.reset();
        }
        return board;
    });
    if (ts)
        succeeded(keeper, begun);
    else
        failed(keeper, {ts.error(), true, begun});
}

Async<void> KeepCardsTrue::make(Keeper& keeper, EditDigest wanted) {
    const auto channel = keeper.channel;
    // As with cards: numbers go up and down again.
    const auto board = co_await deps_.records.amend_board(channel, [](Board noted) {
        if (noted.digest) noted.digest->shown = 0;
        return noted;
    });
    if (!board) co_return wait_for_store(keeper);
    if (!board->digest || !board->digest->ts) co_return;
    const DoubtedMessage message{{}, board->digest->attempt};
    const auto begun = deps_.clock.now();
    const auto done = co_await deps_.board.update_digest(channel, *board->digest->ts, wanted.view);
    const bool lost = !done && (done.error().kind == Trouble::not_found || cannot_be_edited(done.error()));
    if (!done && !lost) {
        if (done.error().may_have_happened) keeper.doubts.raise(message, deps_.clock.now() + may_land_within);
        failed(keeper, {done.error(), false, begun});
        co_return;
    }
    const auto shown = hash_of(wanted.view);
    if (lost) keeper.doubts.forget(message);
    if (!keeper.doubts.drawn(message, shown, deps_.clock.now())) co_return succeeded(keeper, begun);
    co_await remember_board(channel, [&](Board changed) {
        // A digest that has done its work is history; the next backlog gets a new one, at the end of the channel.
        if (lost || wanted.view.without_card == 0) {
            changed.digest.reset();
            if (wanted.view.without_card == 0) changed.extra_places = 0;
        } else if (changed.digest) {
            changed.digest->shown = shown;
        }
        return changed;
    });
    if (done) succeeded(keeper, begun);
}

}  // namespace privman
