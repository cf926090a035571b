// Making one repair: note the intent, speak, note what is shown.
#include "domain/match.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/new_attempt.hpp"

#include <algorithm>
#include <array>

namespace privman {

namespace {

/// The answer never came, or made no sense: the message may stand there all the same.
bool may_have_happened(const Failure& failure) {
    if (failure.code == not_sent) return false;
    const bool refused_in_so_many_words = !failure.code.empty() && !failure.code.starts_with("http_");
    return failure.kind == Trouble::unreachable || (failure.kind == Trouble::malformed && !refused_in_so_many_words);
}

/// Posts of one card whose answers were lost: so many are told apart, so that each twin can be adopted by its first
/// click.
constexpr std::ptrdiff_t most_lost_copies = 3;

/// Somebody deleted the message.
bool is_deleted(const Failure& failure) { return failure.code == "message_not_found"; }

/// The whole channel is out of reach: not this message is at fault, and nothing could be said there either.
bool is_about_the_channel(const Failure& failure) {
    static constexpr std::array codes{"not_in_channel", "channel_not_found", "is_archived",
                                      "is_inactive",    "missing_scope",     "channel_is_limited_access"};
    return std::ranges::any_of(codes, [&](const char* code) { return failure.code == code; });
}

/// This edit is refused in so many words, and not for the moment only.
bool is_refused(const Failure& failure) {
    return !failure.code.empty() && !failure.code.starts_with("http_") && !is_about_the_channel(failure) &&
           (failure.kind == Trouble::forbidden || failure.kind == Trouble::not_found ||
            failure.kind == Trouble::malformed);
}

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

Life with_copy(Life life, const ChannelId& channel, const Attempt& attempt,
               const std::function<void(CardCopy&)>& change) {
    const auto found = life.cards.find(channel);
    if (found == life.cards.end()) return life;
    for (auto& copy : found->second)
        if (copy.attempt == attempt) change(copy);
    return life;
}

bool has_card(const Life& life) {
    return std::ranges::any_of(life.cards, [](const auto& in_channel) {
        return std::ranges::any_of(in_channel.second, [](const CardCopy& copy) { return copy.ts.has_value(); });
    });
}

Life without_copy(Life life, const ChannelId& channel, const Attempt& attempt) {
    const auto found = life.cards.find(channel);
    if (found == life.cards.end()) return life;
    std::erase_if(found->second, [&](const CardCopy& copy) { return copy.attempt == attempt; });
    if (found->second.empty()) life.cards.erase(found);
    return life;
}

}  // namespace

Async<void> KeepCardsTrue::repair(Keeper& keeper, Repair repair) {
    if (auto* wanted = std::get_if<PostCard>(&repair))
        co_await make(keeper, std::move(*wanted));
    else if (auto* edit = std::get_if<EditCard>(&repair))
        co_await make(keeper, std::move(*edit));
    else if (auto* digest = std::get_if<PostDigest>(&repair))
        co_await make(keeper, std::move(*digest));
    else
        co_await make(keeper, std::move(std::get<EditDigest>(repair)));
}

/// What has been shown is remembered, however long the disk takes: forgotten, it would be shown a second time.
Async<void> KeepCardsTrue::remember(RequestId id, std::function<Life(Life)> change) {
    for (auto pause = Millis{200};; pause = std::min(pause * 2, Millis{10'000})) {
        const auto stored = co_await deps_.records.amend(id, change);
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

Async<void> KeepCardsTrue::make(Keeper& keeper, PostCard wanted) {
    const auto channel = keeper.channel;
    auto attempt = new_attempt(deps_.randomness);
    const auto wall = deps_.clock.wall();
    bool stands_already = false;
    bool made_before = false;
    const auto intended = co_await deps_.records.amend(wanted.request, [&](Life life) {
        // A click may just have told that the post whose answer was lost stands there.
        const auto known = life.cards.find(channel);
        made_before = false;
        stands_already = known != life.cards.end() && std::ranges::any_of(known->second, [&](const CardCopy& copy) {
                             return copy.ts && !(copy.uneditable && is_waiting(life));
                         });
        if (stands_already) return life;
        auto& copies = life.cards[channel];
        // Through a long outage the same attempt is made again and again, instead of leaving a trace of each.
        const auto lost = std::ranges::count_if(copies, [](const CardCopy& copy) { return !copy.ts; });
        if (lost >= most_lost_copies) {
            auto& again = *std::ranges::find_if(copies, [](const CardCopy& copy) { return !copy.ts; });
            attempt = again.attempt;
            made_before = again.posted_again = true;
        } else {
            copies.push_back({.attempt = attempt, .intended = wall});
        }
        return life;
    });
    if (!intended) {
        failed(keeper, intended.error(), true);
        co_return;
    }
    if (stands_already) co_return;
    const auto view = card_view(*intended, channel, policy_for(keeper), deps_.clock.moment());
    auto ts = co_await deps_.board.post(channel, view, attempt);
    posted(keeper);
    if (ts) {
        deps_.tally.cards_posted.add();
        count_first_card(*intended);
        const auto shown = hash_of(view);
        co_await remember(wanted.request, [&](Life life) {
            return with_copy(std::move(life), channel, attempt, [&](CardCopy& copy) {
                copy.ts = *ts;
                copy.shown = shown;
            });
        });
        deps_.log.info("card.posted", "Posted a card",
                       {{"request", wanted.request.value}, {"channel", channel.value}, {"title", view.title}});
        succeeded(keeper);
        co_return;
    }
    // That this post did nothing says nothing about an earlier one of the same attempt.
    if (!may_have_happened(ts.error()) && !made_before)
        co_await remember(wanted.request, [&](Life life) { return without_copy(std::move(life), channel, attempt); });
    failed(keeper, ts.error(), true, wanted.request);
}

/// How long its requester waited until anybody could see it. What is decided already keeps nobody waiting.
void KeepCardsTrue::count_first_card(const Life& before) {
    if (!is_waiting(before) || has_card(before)) return;
    const auto now = deps_.clock.moment();
    deps_.tally.request_to_card_seconds(MadeBy::first_list).record(seconds_between(before.first_seen, now));
    if (before.facts.requested)
        deps_.tally.request_to_card_seconds(MadeBy::requester_clock)
            .record(std::chrono::duration<double>(now.wall - *before.facts.requested).count());
}

Async<void> KeepCardsTrue::make(Keeper& keeper, EditCard wanted) {
    const auto channel = keeper.channel;
    const auto* life = deps_.records.find(wanted.request);
    if (!life) co_return;
    const auto found = [&](const Life& in) -> const CardCopy* {
        const auto copies = in.cards.find(channel);
        if (copies == in.cards.end()) return nullptr;
        const auto copy = std::ranges::find(copies->second, wanted.attempt, &CardCopy::attempt);
        return copy == copies->second.end() || !copy->ts ? nullptr : &*copy;
    };
    if (!found(*life)) co_return;

    Life now = *life;
    if (found(now)->uneditable) co_return co_await speak_for_card(keeper, now, *found(now));
    if (may_go_back(now)) {
        auto noted = co_await deps_.records.amend(wanted.request, [&](Life changed) {
            return with_copy(std::move(changed), channel, wanted.attempt, [](CardCopy& mine) { mine.shown = 0; });
        });
        if (!noted) co_return failed(keeper, noted.error(), false);
        now = std::move(*noted);
    }
    const auto* copy = found(now);
    if (!copy) co_return;
    const MessageTs ts = *copy->ts;
    const auto view = card_view(now, channel, policy_for(keeper), deps_.clock.moment());
    const auto shown = hash_of(view);
    const DoubtedMessage message{wanted.request, wanted.attempt};
    auto done = co_await deps_.board.update(channel, ts, view, wanted.attempt);
    if (!done && is_deleted(done.error())) {
        // Whether a new card is wanted is another question, with its own answer.
        deps_.log.info("card.deleted", "A card was deleted by somebody",
                       {{"request", wanted.request.value}, {"channel", channel.value}});
        keeper.doubts.forget(message);
        co_await remember(wanted.request,
                          [&](Life changed) { return without_copy(std::move(changed), channel, wanted.attempt); });
        co_return;
    }
    if (!done && may_have_happened(done.error())) keeper.doubts.raise(message, deps_.clock.now() + may_land_within);
    const bool tells_of_a_decision =
        has_ended(now) || came_to_nothing(now) || std::holds_alternative<Unconfirmed>(now.stage);
    if (!done && (cannot_be_edited(done.error()) || (is_refused(done.error()) && tells_of_a_decision)))
        co_return co_await edit_refused(keeper, now, *copy, done.error());
    if (!done) {
        failed(keeper, done.error(), false, wanted.request);
        co_return;
    }
    if (keeper.doubts.drawn(message, shown, deps_.clock.now()))
        co_await remember(wanted.request, [&](Life changed) {
            return with_copy(std::move(changed), channel, wanted.attempt, [&](CardCopy& mine) { mine.shown = shown; });
        });
    deps_.tally.cards_updated.add();
    deps_.log.info("card.updated", "Brought a card up to date",
                   {{"request", wanted.request.value}, {"channel", channel.value}, {"title", view.title}});
    succeeded(keeper);
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
        failed(keeper, intended.error(), true);
        co_return;
    }
    auto ts = co_await deps_.board.post_digest(channel, wanted.view);
    posted(keeper);
    const auto shown = hash_of(wanted.view);
    co_await remember_board(channel, [&](Board board) {
        if (!board.digest || board.digest->attempt != attempt) return board;
        if (ts) {
            board.digest->ts = *ts;
            board.digest->shown = shown;
        } else if (!may_have_happened(ts.error())) {
            board.digest.reset();
        }
        return board;
    });
    if (ts)
        succeeded(keeper);
    else
        failed(keeper, ts.error(), true);
}

Async<void> KeepCardsTrue::make(Keeper& keeper, EditDigest wanted) {
    const auto channel = keeper.channel;
    // As with cards: numbers go up and down again.
    const auto board = co_await deps_.records.amend_board(channel, [](Board noted) {
        if (noted.digest) noted.digest->shown = 0;
        return noted;
    });
    if (!board) co_return failed(keeper, board.error(), false);
    if (!board->digest || !board->digest->ts) co_return;
    const DoubtedMessage message{{}, board->digest->attempt};
    const auto done = co_await deps_.board.update_digest(channel, *board->digest->ts, wanted.view);
    const bool lost = !done && (done.error().kind == Trouble::not_found || cannot_be_edited(done.error()));
    if (!done && !lost) {
        if (may_have_happened(done.error())) keeper.doubts.raise(message, deps_.clock.now() + may_land_within);
        failed(keeper, done.error(), false);
        co_return;
    }
    const auto shown = hash_of(wanted.view);
    if (lost) keeper.doubts.forget(message);
    if (!keeper.doubts.drawn(message, shown, deps_.clock.now())) co_return succeeded(keeper);
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
    if (done) succeeded(keeper);
}

}  // namespace privman
