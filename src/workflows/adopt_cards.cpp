// Which messages are cards of ours: those that we know, and those whose post was never answered, from their first click
// on.
#include "async/within.hpp"
#include "domain/same_request.hpp"
#include "workflows/decide.hpp"
#include "workflows/new_attempt.hpp"
#include "workflows/not_stored.hpp"
#include "workflows/tell_patiently.hpp"

#include <algorithm>

namespace privman {

namespace {

/// A client shows a card for so long after it was edited.
constexpr Millis eyes_lag_behind{10'000};

/// Which of a life's messages was clicked.
struct Clicked {
    CardCopy* copy = nullptr;   ///< one that is known, or whose post was never answered
    bool another_twin = false;  ///< one more message of an attempt that was posted more than once
};

Clicked card_clicked(Life& life, const KeptClick& click) {
    const auto in_channel = life.cards.find(click.channel);
    if (in_channel == life.cards.end()) return {};
    auto& copies = in_channel->second;
    const auto of_attempt = [&](const CardCopy& copy) { return copy.attempt == click.attempt; };
    if (std::ranges::none_of(copies, of_attempt)) return {};
    // A twin may go by another name by now, but only where one attempt was posted more than once.
    const bool twins = std::ranges::any_of(
        copies, [&](const CardCopy& copy) { return copy.attempt == click.attempt && copy.posted_again; });
    for (auto& copy : copies)
        if (copy.ts == click.ts && (twins || copy.attempt == click.attempt)) return {&copy};
    for (auto& copy : copies)
        if (!copy.ts && copy.attempt == click.attempt) return {&copy};
    return {nullptr, twins};
}

}  // namespace

/// Is this message known as another one: a card of another request, a digest?
bool Decide::is_something_else(const RequestId& id, const ChannelId& channel, const MessageTs& ts) const {
    const auto& digest = deps_.records.board(channel).digest;
    if (digest && digest->ts == ts) return true;
    const auto* whose = card_index_.whose(channel, ts);
    return whose && *whose != id;
}

/// The post whose answer never arrived: from its first click on it is a card like any other, whatever that click
/// decides. When this cannot be stored it stays unknown until the next click. And a button that could be pressed long
/// after the end stands on a card that does not show that end: it is drawn again.
Async<void> Decide::adopt_card(RequestId id, const KeptClick& click) {
    const auto now = deps_.clock.moment();
    std::optional<Attempt> of_its_own;
    std::optional<bool> something_else;  // looked for only where a message is not known yet
    const auto learnt = [&](Life life) {
        const auto [copy, another_twin] = card_clicked(life, click);
        if ((copy && !copy->ts) || another_twin) {
            if (!something_else) something_else = is_something_else(id, click.channel, click.ts);
            if (*something_else) return life;
        }
        if (another_twin) {
            if (!of_its_own) of_its_own = new_attempt(deps_.randomness);
            life.cards.at(click.channel).push_back({.attempt = *of_its_own, .ts = click.ts, .intended = now.wall});
        }
        if (!copy) return life;
        const auto ended = life.ended && click.at.wall - *life.ended > eyes_lag_behind;
        if (has_ended(life) && ended && copy->ts == click.ts && !copy->uneditable) forget_what_it_shows(*copy);
        if (!copy->ts) copy->ts = click.ts;
        return life;
    };
    if (const auto& life = *deps_.records.find(id); learnt(life) != life) co_await deps_.records.amend(id, learnt);
}

/// Is the card that was clicked one of ours, and did it show what is true now?
Async<std::optional<Refusal>> Decide::card_objection(RequestId id, const KeptClick& click) {
    bool known = false;
    bool dead = false;
    std::optional<Refusal> stale;
    const auto after = co_await deps_.records.amend(id, [&](Life life) {
        // Adopted by now, unless that could not be stored.
        auto* copy = card_clicked(life, click).copy;
        known = copy != nullptr && copy->ts == click.ts;
        dead = known && copy->uneditable;
        stale = not_what_was_shown(life, click);
        // It shows something else than we believe: have it drawn again.
        if (known && stale && !dead) forget_what_it_shows(*copy);
        return life;
    });
    if (!after) co_return Refusal{WhyRefused::not_stored, not_stored_safely(after.error())};
    if (!known)
        co_return Refusal{
            WhyRefused::unknown_card,
            Words{"Your click decided nothing: this card is not one that the bot knows. Use the current card."}};
    if (dead)
        co_return Refusal{WhyRefused::stale_card,
                          Words{"Your click decided nothing: this card can no longer be brought up to date, so its "
                                "buttons do nothing. Use the newer card in this channel."}};
    co_return stale;
}

Async<void> Decide::take_unknown(RequestId id, KeptClick click) {
    auto no = co_await begin_from_card(id, click);
    if (!no) co_return;
    deps_.tally.refusals(WhyRefused::unknown_request).add();
    deps_.log.warning("click.useless", "A click that can decide nothing",
                      {{"request", id.value}, {"by", click.by.value}, {"why", plain_text(*no)}});
    tell_once(click, std::move(*no));
}

/// What the clicker is told; nothing when the request is known from now on, and his click kept.
Async<std::optional<Words>> Decide::begin_from_card(RequestId id, KeptClick click) {
    // In this order: nobody without rights causes a list.
    const auto person = co_await clicker(click);
    if (!person) co_return person.error().words;
    if (auto refusal = refusal_to_decide(policy_.rights, *person, policy_.home,
                                         is_registered(deps_.settings.now(), click.channel)))
        co_return std::move(refusal->words);
    const Words unknown{"Your click decided nothing: this request is not known here any more. Decide in the console."};
    if (is_something_else(id, click.channel, click.ts)) co_return unknown;
    const ListWanted wanted{click.at.boot - list_may_precede_click, click.at.boot + Millis{1}};
    const auto read = co_await async::within(deps_.clock.deadline_in(policy_.limit), deps_.watch.lists().read(wanted));
    if (!read || !*read)
        co_return Words{
            "Your click decided nothing: this request is not known here, and Privilege Manager's list could "
            "not be read (" +
            (read ? for_people(read->error()) : std::string{"no answer in time"}) + "). Please try again."};
    const auto* listed = (**read)->find(id);
    if (!listed || (**read)->list->twice.contains(id) ||
        !deps_.seal.matches(click.seal, click.channel, click.attempt, *listed))
        co_return unknown;
    auto life = first_seen(*listed, deps_.clock.moment());
    life.cards[click.channel].push_back({.attempt = click.attempt, .ts = click.ts, .intended = deps_.clock.wall()});
    const auto stored = co_await deps_.records.begin(react(std::move(life), Kept{click}, deps_.clock.moment()));
    if (stored) {
        deps_.log.info("request.known_again", "A click on one of its cards made a request known again",
                       {{"request", id.value}, {"by", click.by.value}});
        co_return std::nullopt;
    }
    // A poll has made it known meanwhile, with a card of its own.
    if (stored.error().kind == Trouble::conflict && (co_await deps_.records.tell(id, Kept{click})))
        co_return std::nullopt;
    co_return not_stored_safely(stored.error());
}

}  // namespace privman
