// Cards that the chat product does not let us edit any more: their words go into their threads.
#include "workflows/keep_cards_true.hpp"

namespace privman {

bool cannot_be_edited(const BoardFailure& failure) { return failure.refused == BoardRefusal::message_fixed; }

namespace {

/// What is remembered about threads, per channel.
constexpr std::size_t most_said = 1'000;

bool is_submitting(const Life& life) { return std::holds_alternative<Submitting>(life.stage); }

struct ShownNow {
    std::uint64_t view = 0;
    std::uint64_t end = 0;
};

/// The life in which this copy counts as showing `shown`, and `never_again` as one that cannot be edited.
Life showing(Life life, const ChannelId& channel, const Attempt& attempt, ShownNow shown, bool never_again) {
    const auto found = life.cards.find(channel);
    if (found == life.cards.end()) return life;
    for (auto& copy : found->second) {
        if (copy.attempt != attempt) continue;
        copy.shown = shown.view;
        copy.end_shown = shown.end;
        copy.uneditable = copy.uneditable || never_again;
    }
    return life;
}

}  // namespace

/// A card that cannot be edited: what it cannot say is said under it. While it waits people get another card, and the
/// buttons of this one decide nothing.
Async<void> KeepCardsTrue::edit_refused(Keeper& keeper, Life life, CardCopy copy, BoardFailure why, BootTime begun) {
    const DoubtedMessage message{life.id, copy.attempt};
    // What is refused for its content may be taken later, in other words; people are told meanwhile how it ended.
    const bool for_good = cannot_be_edited(why) || has_ended(life) || why.kind != Trouble::malformed;
    keeper.doubts.forget(message);
    if (!is_submitting(life)) {
        const auto said = co_await say_in_thread(keeper, life, copy, for_good);
        if (!said) co_return failed(keeper, {said.error(), false, begun, life.id});
        // Neither edited nor answered: it is the channel that refuses, unless the message says so itself.
        if (!*said && !cannot_be_edited(why)) co_return failed(keeper, {why, false, begun, life.id});
    }
    deps_.log.warning("card.not_editable", "A card cannot be edited; what it should say is said in its thread",
                      {{"request", life.id.value}, {"channel", keeper.channel.value}, {"why", why.what}});
    if (!for_good) co_return failed(keeper, {why, false, begun, life.id});
    const ShownNow shown{hash_of(draw(keeper, life)), end_of(life)};
    co_await remember(
        life.id, [&](Life changed) { return showing(std::move(changed), keeper.channel, copy.attempt, shown, true); });
    succeeded(keeper, begun);
}

/// The same later: of what happens to a request while it waits its other card tells.
Async<void> KeepCardsTrue::speak_for_card(Keeper& keeper, Life life, CardCopy copy) {
    const auto begun = deps_.clock.now();
    if (!is_waiting(life) && !is_submitting(life)) {
        const auto said = co_await say_in_thread(keeper, life, copy, true);
        if (!said) co_return failed(keeper, {said.error(), false, begun, life.id});
    }
    const ShownNow shown{hash_of(draw(keeper, life)), end_of(life)};
    co_await remember(
        life.id, [&](Life changed) { return showing(std::move(changed), keeper.channel, copy.attempt, shown, false); });
}

/// True: it is said, now or before. False: nothing can be said there. Fails when that is worth another try.
Async<Shown<bool>> KeepCardsTrue::say_in_thread(Keeper& keeper, const Life& life, const CardCopy& copy, bool for_good) {
    const auto view = draw(keeper, life);
    const auto meant = hash_of(view);
    if (keeper.said_in_thread.size() > most_said) keeper.said_in_thread.clear();
    auto& said_last = keeper.said_in_thread[{life.id, copy.attempt}];
    if (said_last == meant) co_return true;
    auto words = Words{is_waiting(life) ? "The request still waits" : view.title} << ". ";
    for (const auto& line : view.status) words << line << " ";
    if (!for_good)
        words << "This card cannot be redrawn at the moment.";
    else if (is_waiting(life))
        words << "This card cannot be edited any more, and its buttons decide nothing: use the newer one below.";
    else
        words << "This card cannot be edited any more; its buttons decide nothing.";
    auto said = co_await deps_.board.say(keeper.channel, std::move(words), *copy.ts);
    if (!said && (said.error().kind == Trouble::unreachable || said.error().kind == Trouble::throttled))
        co_return std::unexpected{std::move(said.error())};
    if (said)
        keeper.said_in_thread[{life.id, copy.attempt}] = meant;
    else
        deps_.log.warning("card.stale", "A card can be neither edited nor answered", {{"why", said.error().what}});
    co_return said.has_value();
}

}  // namespace privman
