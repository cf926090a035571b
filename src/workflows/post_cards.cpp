// New cards: what is about to be posted is stored first, then it is posted, then it is stored where it stands.
#include "workflows/card_copies.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/new_attempt.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

/// Posts of one card whose answers were lost: so many are told apart, so that each twin can be adopted by its first
/// click.
constexpr std::ptrdiff_t most_lost_copies = 3;

bool has_card(const Life& life) {
    return std::ranges::any_of(life.cards, [](const auto& in_channel) {
        return std::ranges::any_of(in_channel.second, [](const CardCopy& copy) { return copy.ts.has_value(); });
    });
}

/// Its post is stored, and it is not known to stand.
bool is_intended(const Life& life, const ChannelId& channel, const Attempt& attempt) {
    const auto copies = life.cards.find(channel);
    return copies != life.cards.end() && std::ranges::any_of(copies->second, [&](const CardCopy& copy) {
               return copy.attempt == attempt && !copy.ts;
           });
}

}  // namespace

/// One request and the channels that want a card of it: stored together.
struct KeepCardsTrue::Intended {
    RequestId request;
    struct In {
        OneKeeper keeper;
        Intent intent;
        bool stands_already = false;
    };
    std::vector<In> channels;
};

/// Besides `first`, all that want this card and may post it now.
std::vector<KeepCardsTrue::OneKeeper> KeepCardsTrue::keepers_that_want(const RequestId& request,
                                                                       const OneKeeper& first) {
    std::vector<OneKeeper> all{first};
    const auto now = deps_.clock.now();
    for (const auto& [channel, keeper] : keepers_) {
        if (keeper == first || !keeper->registered || keeper->not_before > now || keeper->next_post > now) continue;
        if (keeper->posting.contains(request) || keeper->intended.contains(request) ||
            keeper->intending.contains(request))
            continue;
        if (keeper->dues.posts_soon(request, places(deps_.records.board(channel), policy_))) all.push_back(keeper);
    }
    return all;
}

void KeepCardsTrue::start_intending(const OneKeeper& keeper, const RequestId& request) {
    auto all = std::make_shared<Intended>(Intended{.request = request});
    for (auto& wants : keepers_that_want(request, keeper)) {
        wants->intending.insert(request);
        all->channels.push_back({std::move(wants), {new_attempt(deps_.randomness)}});
    }
    deps_.tasks.start([this, all] { return intend(*this, all); });
}

Async<void> KeepCardsTrue::intend(KeepCardsTrue& self, std::shared_ptr<Intended> all) {
    const auto wall = self.deps_.clock.wall();
    const auto fresh = *all;
    const auto stored = co_await self.deps_.records.amend(all->request, [&](Life life) {
        all->channels = fresh.channels;
        for (auto& [keeper, intent, stands_already] : all->channels) {
            const auto& channel = keeper->channel;
            // A click may just have told that the post whose answer was lost stands there.
            stands_already = has_card(life, channel);
            if (stands_already) continue;
            auto& copies = life.cards[channel];
            // Through a long outage the same attempt is made again and again, instead of leaving a trace of each.
            const auto lost = std::ranges::count_if(copies, [](const CardCopy& copy) { return !copy.ts; });
            if (lost >= most_lost_copies) {
                auto& again = *std::ranges::find_if(copies, [](const CardCopy& copy) { return !copy.ts; });
                again.posted_again = true;
                intent = {again.attempt, true};
            } else {
                copies.push_back({.attempt = intent.attempt, .intended = wall});
            }
        }
        return life;
    });
    for (const auto& [keeper, intent, stands_already] : all->channels) {
        keeper->intending.erase(all->request);
        if (!stored && stored.error().kind != Trouble::not_found) self.wait_for_store(*keeper);
        if (stored && !stands_already) keeper->intended.emplace(all->request, intent);
        keeper->stir();
    }
}

/// Whatever is not wanted there any more is not posted, and leaves no trace.
void KeepCardsTrue::drop_unwanted_intents(const OneKeeper& keeper) {
    std::erase_if(keeper->intended, [&](const auto& entry) {
        const auto& [request, intent] = entry;
        if (keeper->registered && keeper->dues.wants_card(request)) return false;
        deps_.tasks.start([this, channel = keeper->channel, request, intent] {
            return drop_intent(*this, channel, request, intent);
        });
        return true;
    });
}

Async<void> KeepCardsTrue::drop_intent(KeepCardsTrue& self, ChannelId channel, RequestId request, Intent intent) {
    if (intent.made_before) co_return;
    co_await self.remember(request, [&](Life life) {
        return is_intended(life, channel, intent.attempt) ? without_copy(std::move(life), channel, intent.attempt)
                                                          : life;
    });
}

Async<void> KeepCardsTrue::post(KeepCardsTrue& self, OneKeeper keeper, RequestId request, Intent intent) {
    struct AtWork {
        Keeper& keeper;
        const RequestId& request;
        ~AtWork() {
            keeper.posting.erase(request);
            keeper.stir();
        }
    } at_work{*keeper, request};
    struct UnderWay {
        Keeper& keeper;
        ~UnderWay() { end(); }
        void end() {
            if (!std::exchange(ended, true)) keeper.post_under_way = false;
        }
        bool ended = false;
    } under_way{*keeper};

    const auto channel = keeper->channel;
    const auto& attempt = intent.attempt;
    const auto* life = self.deps_.records.find(request);
    if (!life || !is_intended(*life, channel, attempt)) co_return;
    const Life shown_life = *life;
    const auto view = self.draw(*keeper, shown_life);
    const auto begun = self.deps_.clock.now();
    const auto ts = co_await self.deps_.board.post(channel, view, attempt);
    self.posted(*keeper);
    under_way.end();
    if (ts) {
        self.deps_.tally.cards_posted.add();
        self.count_first_card(shown_life);
        keeper->stir();  // the next one need not wait until this is stored
        const auto shown = hash_of(view);
        const auto end = end_of(shown_life);
        co_await self.remember(request, [&](Life changed) {
            return with_copy(std::move(changed), channel, attempt, [&](CardCopy& copy) {
                copy.ts = *ts;
                copy.shown = shown;
                copy.end_shown = end;
            });
        });
        self.deps_.log.info("card.posted", "Posted a card",
                            {{"request", request.value}, {"channel", channel.value}, {"title", view.title}});
        self.succeeded(*keeper, begun);
        co_return;
    }
    self.failed(*keeper, {ts.error(), true, begun, request});
    // That this post did nothing says nothing about an earlier one of the same attempt.
    if (!ts.error().may_have_happened && !intent.made_before)
        co_await self.remember(request,
                               [&](Life changed) { return without_copy(std::move(changed), channel, attempt); });
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

}  // namespace privman
