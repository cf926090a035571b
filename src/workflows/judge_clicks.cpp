// The first half of deciding: a kept click becomes a claim, or its clicker is told why not.
#include "domain/phrases.hpp"
#include "domain/same_request.hpp"
#include "workflows/decide.hpp"
#include "workflows/known_names.hpp"
#include "workflows/not_stored.hpp"
#include "workflows/tell_patiently.hpp"

#include <algorithm>

namespace privman {

namespace {

/// The patience of somebody with a phone in their hand: after that they are told that they wait.
constexpr Millis who_quickly{5'000};

Refusal not_stored(const Failure& why) { return {WhyRefused::not_stored, not_stored_safely(why)}; }

Refusal interrupted() {
    return {WhyRefused::too_late,
            Words{"Your click decided nothing: the bot was interrupted before it could answer you. Please look at the "
                  "card again and click again."}};
}

Refusal too_late() {
    return {WhyRefused::too_late,
            Words{"Your click decided nothing: it is too long ago by now; the bot or its disk was away. Please look at "
                  "the card again and click again."}};
}

Refusal replaced() {
    return {
        WhyRefused::replaced,
        Words{"Your approval was not sent: you chose Deny on the same card before it could be. The Deny counts; you "
              "hear from me about that one."}};
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

}  // namespace

Async<void> Decide::judge_one(Decide& self, RequestId id, ClickKey key) {
    const AtWork<std::pair<RequestId, ClickKey>> here{self.judging_, {id, key}, self.again_, id};

    const auto* life = self.deps_.records.find(id);
    if (!life) co_return;
    const auto click = std::ranges::find(life->clicks, key, &KeptClick::key);
    if (click != life->clicks.end() && self.wants_judging(*life, *click)) co_await self.judge(id, *click);
}

/// Somebody waits for an answer that can be given now: all but the winner whose claim is still at work, and those who
/// are being answered.
bool Decide::wants_judging(const Life& life, const KeptClick& click) const {
    const auto* submitting = std::get_if<Submitting>(&life.stage);
    return !(submitting && submitting->claim.click == click.key) && !answering_.contains({life.id, click.key});
}

/// When the store cannot say what has become of it, somebody looks again.
Async<void> Decide::judge(RequestId id, KeptClick click) {
    const auto* life = deps_.records.find(id);
    if (!life) co_return;
    if (click.won) {
        answer(*life, click, words_for_winner(*life, click), !outcome_is_known(*life));
        co_return;
    }
    co_await adopt_card(id, click);
    std::string handle;
    auto refusal = click.replaced ? std::optional{replaced()} : co_await objection(id, click, handle);
    if (!refusal && click.turned_down) refusal = interrupted();
    if (!refusal) {
        const Claim claim{.by = ByPerson{click.by, handle},
                          .choice = click.choice,
                          .since = click.at,
                          .channel = click.channel,
                          .click = click.key,
                          .click_age = click.age};
        const auto after = co_await deps_.records.amend(id, [this, claim, click](Life changed) {
            // The facts may have changed while we asked who this is.
            if (not_what_was_shown(changed, click)) return changed;
            return react(std::move(changed), Claimed{claim}, deps_.clock.moment());
        });
        if (!after && after.error().maybe_stored) {
            warn_once(id, click, after.error());
            co_return;
        }
        life = deps_.records.find(id);
        const auto* won = life ? claim_of(*life) : nullptr;
        if (won && won->click == click.key) {
            deps_.log.info("decision.claimed", "An approver has the right to decide",
                           {{"request", id.value}, {"by", click.by.value}, {"choice", choice_in_words(click.choice)}});
            co_return;
        }
        refusal = after ? Refusal{why_too_late(*after), why_not_yours(*after, click.by)} : not_stored(after.error());
        if (after && is_waiting(*after))
            if (auto changed = not_what_was_shown(*after, click)) refusal = std::move(changed);
        // A denial on the same card has come while we asked who this is.
        const auto is_replaced = [&](const KeptClick& kept) { return kept.key == click.key && kept.replaced; };
        if (after && std::ranges::any_of(after->clicks, is_replaced)) refusal = replaced();
    }
    // Durable before it is told: after a crash in between, the same click must not claim what it was told it cannot.
    const auto noted = co_await deps_.records.tell(id, TurnedDown{click.key, had_the_right(refusal->why)});
    if (!noted && noted.error().kind != Trouble::not_found) {
        warn_once(id, click, noted.error());
        co_return;
    }
    if (!noted) {  // forgotten meanwhile, and its clicks with it
        warned_.erase({id, click.key});
        tell_once(click, std::move(refusal->words));
        co_return;
    }
    // Its claim was stored all the same, which the last change has brought to light: that is another answer.
    if (const auto* claim = claim_of(*noted); claim && claim->click == click.key) co_return;
    deps_.tally.refusals(refusal->why).add();
    deps_.log.info("click.refused", "A click decided nothing",
                   {{"request", id.value},
                    {"by", click.by.value},
                    {"refusal", word_for(refusal->why)},
                    {"why", plain_text(refusal->words)}});
    answer(*noted, click, std::move(refusal->words), !outcome_is_known(*noted));
}

/// A claim that failed may stand all the same: nothing is said about it before that is known, except this.
void Decide::warn_once(const RequestId& id, const KeptClick& click, const Failure& why) {
    if (!warned_.emplace(id, click.key).second) return;
    tell_once(click, Words{"It is not certain that your decision could be stored (" + for_people(why) +
                           "). You hear from me as soon as it is. Look at the card before you click again."});
}

void Decide::tell_once(const KeptClick& click, Words words) {
    const Telling with{deps_.board, deps_.clock, deps_.tally, deps_.log};
    deps_.tasks.start([with, to = ReplyTo{click.by, click.channel, click.response_url, {}}, words = std::move(words)] {
        return tell_patiently(with, to, words);
    });
}

/// Who clicked, as far as that can be found out while the click may decide.
Async<std::expected<Person, Refusal>> Decide::clicker(const KeptClick& click) {
    auto& clock = deps_.clock;
    const auto age = elapsed(click.at, clock.moment());
    const auto until = clock.now() + (age ? policy_.limit - *age - click.age : Millis{0});
    const bool too_old = until <= clock.now();
    auto person = co_await deps_.people.person(click.by, clock.now() + who_quickly);
    if (!person && too_old) co_return std::unexpected{too_late()};
    if (!person && clock.now() < until) {
        tell_once(click, Words{"Your click has arrived. Slack does not say yet who you are ("}
                             << deps_.people.why_not_yet(click.by) << "); I keep asking until "
                             << At{click.at.wall + policy_.limit - click.age} << ", and you hear from me.");
        person = co_await deps_.people.person(click.by, until);
    }
    if (!person || !*person)
        co_return std::unexpected{
            Refusal{WhyRefused::person_not_checked,
                    Words{"Your click decided nothing: it could not be checked who you are (" +
                          (person ? for_people(person->error()) : deps_.people.why_not_yet(click.by)) +
                          "). Please try again."}}};
    if (!may_come_from(**person, click.team)) co_return std::unexpected{no_member()};
    co_return std::move(**person);
}

/// Why this click may not decide, or nothing; then `handle` is the clicker's.
Async<std::optional<Refusal>> Decide::objection(RequestId id, const KeptClick& click, std::string& handle) {
    const auto person = co_await clicker(click);
    if (!person) co_return person.error();
    handle = person->handle;
    if (auto refusal = refusal_to_decide(policy_.rights, *person, policy_.home,
                                         is_registered(deps_.settings.now(), click.channel)))
        co_return refusal;
    Outcome<std::vector<std::string>> names;
    if (!policy_.rights.self_approval) names = co_await names_ever_seen(deps_.records, *person, policy_.fold);
    if (!names) co_return not_stored(names.error());
    const auto* life = deps_.records.find(id);
    if (!life)
        co_return Refusal{WhyRefused::unknown_request,
                          Words{"Your click decided nothing: this request is not known here any more."}};
    if (auto refusal = refusal_of_own_request(policy_.rights, *names, life->facts, policy_.fold)) co_return refusal;
    if (!is_waiting(*life)) co_return Refusal{why_too_late(*life), why_not_yours(*life, click.by)};
    const auto age = elapsed(click.at, deps_.clock.moment());
    if (!age || *age + click.age >= policy_.limit) co_return too_late();
    co_return co_await card_objection(id, click);
}

/// Does the card that was clicked show another request than the one that waits? What means the same is no difference;
/// nor has anybody been shown both of two requests under one id.
std::optional<Refusal> Decide::not_what_was_shown(const Life& life, const KeptClick& click) const {
    if (!may_be_decided(life))
        return Refusal{WhyRefused::stale_card, Words{"Your click decided nothing. "} << why_undecidable(life)};
    const auto shows = [&](const ElevationRequest& facts) {
        return deps_.seal.matches(click.seal, click.channel, click.attempt, facts);
    };
    const auto is_alike = [&](const ElevationRequest& facts) {
        return shows(facts) && differences(facts, life.facts).empty();
    };
    if (shows(life.facts) || std::ranges::any_of(life.facts_alike, is_alike)) return std::nullopt;
    auto words = Words{"Your click decided nothing: the request has changed since this card was drawn"};
    if (life.facts_before && shows(*life.facts_before))
        words << " (" << changes_in_words(differences(*life.facts_before, life.facts)) << ")";
    return Refusal{
        WhyRefused::stale_card,
        std::move(words) << ". Look at it again: it is being brought up to date, and one more click decides."};
}

/// In the background: whoever cannot be told must not keep others from deciding.
void Decide::answer(const Life& life, const KeptClick& click, Words words, bool open) {
    warned_.erase({life.id, click.key});
    answering_.emplace(life.id, click.key);
    deps_.tasks.start([this, id = life.id, click, words = std::move(words), open] {
        return keep_answering(*this, id, click, words, open);
    });
}

Async<void> Decide::keep_answering(Decide& self, RequestId id, KeptClick click, Words words, bool open) {
    const AtWork<std::pair<RequestId, ClickKey>> here{self.answering_, {id, click.key}, self.again_, id};

    const Telling with{self.deps_.board, self.deps_.clock, self.deps_.tally, self.deps_.log};
    co_await tell_patiently(with, {click.by, click.channel, click.response_url, {}}, words);
    // Told once: from here on only the store must learn of it.
    co_await self.note(id, Answered{click.key, open}, Records::When::soon);
}

}  // namespace privman
