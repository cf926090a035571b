// The first half of deciding: a kept click becomes a claim, or its clicker is told why not.
#include "async/within.hpp"
#include "domain/phrases.hpp"
#include "workflows/decide.hpp"

#include <algorithm>

namespace privman {

namespace {

/// Who is this? must be known within the patience of somebody with a phone in his hand.
constexpr Millis who_within{5'000};

constexpr Millis answer_within = std::chrono::minutes{30};
constexpr Millis answer_again{2'000};

Refusal not_stored(const Failure& why) {
    return {WhyRefused::not_stored,
            Words{"Your click decided nothing: it could not be stored safely (" + why.what + "). Please try again."}};
}

/// His claim may have ended, and somebody else's begun, before he could be told.
Words words_for_winner(const Life& life, const KeptClick& click) {
    const auto* claim = claim_of(life);
    bool his = !claim || claim->click == click.key;
    if (const auto* settled = std::get_if<Settled>(&life.stage)) {
        const auto* person = std::get_if<ByPerson>(&settled->verdict.by);
        his = person && person->who == click.by && settled->verdict.choice == click.choice;
    }
    return his ? how_it_ended(life, click.choice) : why_not_yours(life, click.by);
}

/// The copy of the card that was clicked, as far as its attempt is one of ours; nullptr for none.
CardCopy* copy_clicked(Life& life, const KeptClick& click) {
    const auto in_channel = life.cards.find(click.channel);
    if (in_channel == life.cards.end()) return nullptr;
    const auto copy = std::ranges::find(in_channel->second, click.attempt, &CardCopy::attempt);
    return copy == in_channel->second.end() ? nullptr : &*copy;
}

}  // namespace

Async<void> Decide::judge_clicks(Decide& self, RequestId id) {
    struct Leave {
        std::set<RequestId>& judging;
        RequestId id;
        ~Leave() { judging.erase(id); }
    } leave{self.judging_, id};

    for (;;) {
        const auto* life = self.deps_.records.find(id);
        if (!life) co_return;
        const auto next = std::ranges::find_if(
            life->clicks, [&](const KeptClick& click) { return self.wants_judging(*life, click); });
        if (next == life->clicks.end()) co_return;
        if (!co_await self.judge(id, *next)) co_return;
    }
}

/// Somebody waits for an answer that can be given now: all but the winner whose claim is still at work, and those who
/// are being answered.
bool Decide::wants_judging(const Life& life, const KeptClick& click) const {
    const auto* submitting = std::get_if<Submitting>(&life.stage);
    return !(submitting && submitting->claim.click == click.key) && !answering_.contains({life.id, click.key});
}

/// True: go on with the next click. False: the store cannot say what has become of this one; somebody looks again.
Async<bool> Decide::judge(RequestId id, KeptClick click) {
    const auto* life = deps_.records.find(id);
    if (!life) co_return false;
    if (click.won) {
        answer(*life, click, words_for_winner(*life, click));
        co_return true;
    }
    co_await adopt_card(id, click);
    std::string handle;
    auto refusal = co_await objection(id, click, handle);
    if (!refusal) {
        const Claim claim{.by = ByPerson{click.by, handle},
                          .choice = click.choice,
                          .since = click.at,
                          .channel = click.channel,
                          .click = click.key};
        const auto after = co_await deps_.records.amend(id, [this, claim, click](Life changed) {
            // The facts may have changed while we asked who this is.
            if (!deps_.seal.matches(click.seal, click.channel, click.attempt, changed.facts)) return changed;
            return react(std::move(changed), Claimed{claim}, deps_.clock.moment());
        });
        // A commit that failed may have been stored all the same: nobody is told anything before that is known.
        if (!after && !co_await deps_.records.refresh()) co_return false;
        life = deps_.records.find(id);
        const auto* won = life ? claim_of(*life) : nullptr;
        if (won && won->click == click.key) {
            deps_.log.info("decision.claimed", "An approver has the right to decide",
                           {{"request", id.value}, {"by", click.by.value}, {"choice", choice_in_words(click.choice)}});
            co_return true;
        }
        refusal = after ? Refusal{why_too_late(*after), why_not_yours(*after, click.by)} : not_stored(after.error());
    }
    deps_.tally.refusals(refusal->why).add();
    deps_.log.info("click.refused", "A click decided nothing",
                   {{"request", id.value},
                    {"by", click.by.value},
                    {"refusal", word_for(refusal->why)},
                    {"why", plain_text(refusal->words)}});
    life = deps_.records.find(id);
    if (!life) co_return false;
    answer(*life, click, std::move(refusal->words));
    co_return true;
}

/// Why this click may not decide, or nothing; then `handle` is the clicker's.
Async<std::optional<Refusal>> Decide::objection(RequestId id, const KeptClick& click, std::string& handle) {
    if (click.team != policy_.home)
        co_return Refusal{WhyRefused::not_a_member,
                          Words{"Your click decided nothing: only full members of this workspace may decide."}};
    auto person = co_await async::within(deps_.clock.sleep_for(who_within), deps_.directory.person(click.by));
    if (!person || !*person)
        co_return Refusal{
            WhyRefused::person_not_checked,
            Words{"Your click decided nothing: it could not be checked who you are (" +
                  (person ? person->error().what : std::string{"no answer in time"}) + "). Please try again."}};
    handle = (*person)->handle;
    const auto* life = deps_.records.find(id);
    if (!life)
        co_return Refusal{WhyRefused::unknown_request,
                          Words{"Your click decided nothing: this request is not known here any more."}};
    if (auto refusal = refusal_to_decide(policy_.rights, **person, policy_.home,
                                         is_registered(deps_.records.settings(), click.channel), life->facts))
        co_return refusal;
    if (!is_waiting(*life)) co_return Refusal{why_too_late(*life), why_not_yours(*life, click.by)};
    const auto age = elapsed(click.at, deps_.clock.moment());
    if (!age || *age >= policy_.limit)
        co_return Refusal{
            WhyRefused::too_late,
            Words{"Your click decided nothing: the bot was away when you clicked, and it is too long ago now. Please "
                  "look at the card again and click again."}};
    co_return co_await card_objection(id, click);
}

/// The post whose answer never arrived: from its first click on it is a card like any other, whatever that click
/// decides. When this cannot be stored it stays unknown until the next click.
Async<void> Decide::adopt_card(RequestId id, const KeptClick& click) {
    const auto nameless_copy = [&](Life& life) -> CardCopy* {
        auto* copy = copy_clicked(life, click);
        return copy && !copy->ts ? copy : nullptr;
    };
    auto life = *deps_.records.find(id);
    if (!nameless_copy(life)) co_return;
    co_await deps_.records.amend(id, [&](Life changed) {
        if (auto* copy = nameless_copy(changed)) copy->ts = click.ts;
        return changed;
    });
}

/// Is the card that was clicked one of ours, and did it show what is true now?
Async<std::optional<Refusal>> Decide::card_objection(RequestId id, const KeptClick& click) {
    bool known = false;
    bool genuine = false;
    const auto after = co_await deps_.records.amend(id, [&](Life life) {
        auto* copy = copy_clicked(life, click);
        known = copy && (!copy->ts || *copy->ts == click.ts);
        genuine = deps_.seal.matches(click.seal, click.channel, click.attempt, life.facts);
        // Adopted already, unless that could not be stored.
        if (known) copy->ts = click.ts;
        // It shows something else than we believe: have it drawn again.
        if (known && !genuine) copy->shown = 0;
        return life;
    });
    if (!after) co_return not_stored(after.error());
    if (!known)
        co_return Refusal{
            WhyRefused::unknown_card,
            Words{"Your click decided nothing: this card is not one that the bot knows. Use the current card."}};
    if (!genuine)
        co_return Refusal{WhyRefused::stale_card,
                          Words{"Your click decided nothing: the request has changed since this card was drawn. Look "
                                "at it again: it is being brought up to date."}};
    co_return std::nullopt;
}

/// In the background: whoever cannot be told must not keep others from deciding.
void Decide::answer(const Life& life, const KeptClick& click, Words words) {
    answering_.emplace(life.id, click.key);
    deps_.tasks.start(
        [this, id = life.id, click, words = std::move(words)] { return keep_answering(*this, id, click, words); });
}

Async<void> Decide::keep_answering(Decide& self, RequestId id, KeptClick click, Words words) {
    struct Leave {
        std::set<std::pair<RequestId, ClickKey>>& answering;
        std::pair<RequestId, ClickKey> which;
        ~Leave() { answering.erase(which); }
    } leave{self.answering_, {id, click.key}};

    // A response URL works for 30 minutes; the board falls back by itself when it is refused.
    const ReplyTo to{click.by, click.channel, click.response_url, {}};
    const auto until = self.deps_.clock.now() + answer_within;
    for (;;) {
        const auto told = co_await self.deps_.board.tell(to, words);
        if (told) break;
        self.deps_.tally.answers_lost.add();
        self.deps_.log.warning("answer.lost", "A clicker could not be answered",
                               {{"by", click.by.value}, {"why", told.error().what}});
        const bool may_pass = told.error().kind == Trouble::unreachable || told.error().kind == Trouble::throttled;
        // Kept, so it is answered: tried again for as long as anybody could still be interested.
        if (!may_pass || self.deps_.clock.now() >= until) break;
        co_await self.deps_.clock.sleep_for(std::max(told.error().retry_after.value_or(answer_again), Millis{250}));
    }
    // Told once: from here on only the store must learn of it.
    co_await self.note(id, Answered{click.key});
}

}  // namespace privman
