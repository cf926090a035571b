#include "domain/request_life.hpp"

#include "domain/digest.hpp"
#include "domain/match.hpp"
#include "domain/phrases.hpp"
#include "domain/same_request.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

std::string spelled(const Choice& choice) {
    return choice.approve ? "approve " + spelling(choice.grant) : std::string{"deny"};
}

void remember_turned_away(Life& life, bool by_person, WallTime at) {
    const TurnedAway latest{by_person, at, life.facts.user, file_of(life.facts)};
    for (auto& known : life.turned_away)
        if (known.by_person == by_person && known.user == latest.user && known.file == latest.file) {
            known.at = std::max(known.at, at);
            return;
        }
    life.turned_away.push_back(latest);
}

void note(Life& life, std::string kind, const Moment& now, std::string by, std::string detail) {
    life.ledger.push_back({life.id.value + "#" + std::to_string(life.ledger.size() + 1), std::move(kind), now.wall,
                           std::move(by), std::move(detail)});
    if (is_denial(life.ledger.back())) remember_turned_away(life, true, now.wall);
    if (life.ledger.back().kind == "gone") remember_turned_away(life, false, now.wall);
}

void note(Life& life, std::string kind, const Moment& now, const Claim& claim, const std::string& more = {}) {
    note(life, std::move(kind), now, name_of(claim.by), spelled(claim.choice) + (more.empty() ? "" : ": " + more));
}

/// Nothing came of it, and the request waits on.
void not_taken(Life& life, const Moment& now, const Claim& claim, const std::string& why) {
    note(life, "refused", now, claim, why);
    life.not_taken = NotTaken{claim.by, why};
    life.stage = Waiting{};
}

/// Long enough after the last call to believe what lists say about it. A restart of the machine hides how long it is,
/// so the count then begins anew, with the next list.
bool call_is_over(Claim& claim, const Moment& now) {
    if (!claim.last_call) return true;
    const auto passed = elapsed(*claim.last_call, now);
    if (!passed) {
        claim.last_call = now;
        return false;
    }
    return *passed >= call_may_work_for;
}

/// So many spellings of the same request are told apart: facts become known one after the other, within minutes.
constexpr std::size_t most_alike = 3;

/// Of two requests under one id nobody knows which one is meant: what was shown before stays, without buttons.
Life relisted(Life life, const Listed& happening, const Moment& now) {
    life.twice_listed = happening.twice;
    return happening.twice ? life : with_facts(std::move(life), happening.facts, now);
}

/// Two lists that hold it, the second from after the time in which a lost call may have worked: none did.
void mend(Life& life, const Listed& happening, const Moment& now) {
    if (!life.damage || happening.twice) return;
    const auto begun = happening.begun.value_or(now);
    const auto passed = elapsed(life.damage->since, begun);
    if (!passed) {  // the machine was restarted: how long it is hides
        life.damage = Damage{.since = now};
        return;
    }
    if (!std::exchange(life.damage->held, true) || *passed < call_may_work_for) return;
    life.damage.reset();
    note(life, "returned", now, "bot", "two lists hold it: what was lost with its record has not decided it");
}

Life listed(Life life, const Listed& happening, const Moment& now) {
    // Once somebody has chosen, the card keeps saying what he was shown.
    if (std::holds_alternative<Waiting>(life.stage) || std::holds_alternative<Gone>(life.stage))
        life = relisted(std::move(life), happening, now);
    if (is_waiting(life)) {
        mend(life, happening, now);
    } else if (std::holds_alternative<Gone>(life.stage)) {
        life.stage = Waiting{};
        life.ended.reset();
        note(life, "returned", now, "bot", "listed as pending again");
    } else if (auto* settled = std::get_if<Settled>(&life.stage)) {
        // Saturates at 2: from there on nothing new is to be said, and nothing new to be stored.
        if (settled->listed_again >= 2 || !happening.counts) return life;
        settled->listed_again += 1;
        if (settled->listed_again == 2)
            note(life, "still-listed", now, "bot", "confirmed, and still listed as pending");
    } else if (auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) {
        unconfirmed->gone = false;
        if (!call_is_over(unconfirmed->claim, happening.begun.value_or(now)) || !happening.counts) return life;
        unconfirmed->listed_again += 1;
        if (unconfirmed->listed_again < 2) return life;
        note(life, "returned", now, unconfirmed->claim, "had no effect");
        life.without_effect = unconfirmed->claim;
        life.stage = Waiting{};
        life.ended.reset();
        life = relisted(std::move(life), happening, now);
    }
    return life;
}

Life missing(Life life, const Moment& now) {
    if (life.damage) life.damage->held = false;
    if (std::holds_alternative<Waiting>(life.stage)) {
        life.stage = Gone{now.wall};
        life.ended = now.wall;
        note(life, "gone", now, "bot", "no longer pending in Privilege Manager");
    } else if (auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) {
        if (!unconfirmed->gone) note(life, "unconfirmed", now, unconfirmed->claim, "no longer pending");
        unconfirmed->gone = true;
        unconfirmed->listed_again = 0;
        life.ended = now.wall;
    } else if (auto* settled = std::get_if<Settled>(&life.stage)) {
        settled->listed_again = 0;
    }
    return life;
}

bool is_unjudged(const KeptClick& click) { return !click.won && !click.turned_down; }

bool same_card(const KeptClick& a, const KeptClick& b) { return a.channel == b.channel && a.ts == b.ts; }

/// A denial takes the place of this one.
bool gives_way_to(const KeptClick& earlier, const KeptClick& click) {
    return is_unjudged(earlier) && earlier.by == click.by && same_card(earlier, click) && earlier.choice.approve &&
           !click.choice.approve;
}

Life kept(Life life, const KeptClick& click) {
    if (is_kept(life, click) || why_not_kept(life, click)) return life;
    for (auto& earlier : life.clicks)
        if (gives_way_to(earlier, click)) earlier.replaced = earlier.turned_down = true;
    life.clicks.push_back(click);
    return life;
}

Life claimed(Life life, const Claimed& happening, const Moment& now) {
    if (!is_waiting(life) || !may_be_decided(life)) return life;
    for (const auto& click : life.clicks)
        if (click.key == happening.claim.click && click.turned_down) return life;
    note(life, "claimed", now, happening.claim);
    life.without_effect.reset();
    life.not_taken.reset();
    if (std::holds_alternative<ByPerson>(happening.claim.by)) life.clicked = true;
    for (auto& click : life.clicks) {
        // Whoever is still to hear of an earlier claim hears late: what they wait for then is not this one.
        if (click.won || click.turned_down) click.outlived = true;
        if (click.key == happening.claim.click) click.won = true;
    }
    for (auto& click : life.to_be_told) click.outlived = true;
    life.stage = Submitting{happening.claim};
    return life;
}

Life while_submitting(Life life, const Happening& happening, const Moment& now) {
    auto* submitting = std::get_if<Submitting>(&life.stage);
    if (!submitting) return life;
    Claim claim = submitting->claim;
    std::visit(
        match{
            [&](const Calling&) {
                submitting->claim.calls += 1;
                submitting->claim.last_call = now;
                submitting->claim.call_ended.reset();
            },
            [&](const Undelivered& undelivered) {
                if (claim.calls == 0) return;
                submitting->claim.calls -= 1;
                submitting->claim.last_call = undelivered.earlier;
                submitting->claim.call_ended = now;
            },
            [&](const CallEnded&) {
                if (claim.calls > 0) submitting->claim.call_ended = now;
            },
            [&](const NotAsShown& found) {
                if (claim.calls > 0) {  // that call may have worked, whatever is listed now
                    note(life, "unconfirmed", now, claim);
                    life.stage = Unconfirmed{claim};
                    return;
                }
                not_taken(life, now, claim, why_not_as_shown(life.facts, found));
                if (found.listed) life = relisted(std::move(life), {*found.listed, found.twice}, now);
            },
            [&](const Confirmed&) {
                note(life, claim.choice.approve ? "approved" : "denied", now, claim);
                life.ended = now.wall;
                life.facts_before.reset();
                life.facts_alike.clear();
                life.stage = Settled{{claim.choice, claim.by, now.wall}};
            },
            [&](const Refused& refused) {
                if (claim.calls > 1) {  // what was refused is this call; an earlier one may have worked, or be working
                    note(life, "unconfirmed", now, claim, refused.why);
                    life.stage = Unconfirmed{claim};
                    return;
                }
                not_taken(life, now, claim, refused.why);
            },
            [&](const NotSent& not_sent) { not_taken(life, now, claim, not_sent.why); },
            [&](const DecidedElsewhere&) {
                // After a call whose answer was lost, "already decided" may be that call's own doing.
                if (claim.calls > 1) {
                    note(life, "unconfirmed", now, claim, "already decided");
                    life.stage = Unconfirmed{claim, true};
                } else {
                    note(life, "gone", now, claim, "decided elsewhere");
                    life.stage = Gone{now.wall};
                }
                life.ended = now.wall;
            },
            [&](const OutOfTime&) {
                note(life, "unconfirmed", now, claim);
                life.stage = Unconfirmed{claim};
            },
            [&](const auto&) {},
        },
        happening);
    return life;
}

/// Answered for now; whoever heard only that nothing is known yet is kept in mind, each person once: as many as may
/// wait to be answered, and whose decision it was in any case.
Life answered(Life life, const Answered& happening) {
    const auto click = std::ranges::find(life.clicks, happening.click, &KeptClick::key);
    if (click == life.clicks.end()) return life;
    if (happening.open) {
        auto& all = life.to_be_told;
        std::erase_if(all, [&](const KeptClick& other) { return other.by == click->by; });
        if (click->won || all.size() < most_unanswered) all.push_back(*click);
    }
    life.clicks.erase(click);
    return life;
}

}  // namespace

Life with_facts(Life life, const ElevationRequest& listed, const Moment& now) {
    if (life.facts == listed) return life;
    if (differences(life.facts, listed).empty()) {
        life.facts_alike.push_back(std::move(life.facts));
        if (life.facts_alike.size() > most_alike) life.facts_alike.erase(life.facts_alike.begin());
    } else {
        life.facts_before = std::move(life.facts);
        life.facts_alike.clear();
        life.unknown_facts.clear();
        // Whatever else stays the same, nobody has seen this one before.
        life.facts_since = now;
    }
    life.facts = listed;
    return life;
}

bool is_kept(const Life& life, const KeptClick& click) {
    return std::ranges::any_of(life.clicks, [&](const KeptClick& other) { return other.key == click.key; });
}

std::optional<NotKept> why_not_kept(const Life& life, const KeptClick& click) {
    if (is_kept(life, click)) return std::nullopt;
    bool replaces = false;
    for (const auto& earlier : life.clicks) {
        if (!is_unjudged(earlier) || earlier.by != click.by || !same_card(earlier, click)) continue;
        if (!gives_way_to(earlier, click)) return NotKept::adds_nothing;
        replaces = true;
    }
    // A denial that takes the place of an approval makes no more of them.
    const auto unjudged = std::ranges::count_if(life.clicks, is_unjudged);
    const bool full = std::cmp_greater_equal(unjudged, most_unjudged) || life.clicks.size() >= most_unanswered;
    if (full && !replaces) return NotKept::too_many;
    return std::nullopt;
}

bool is_denial(const LedgerFact& fact) {
    return fact.by != "schedule" && fact.by != "bot" && fact.detail.starts_with("deny");
}

Life first_seen(ElevationRequest facts, const Moment& now) {
    Life life;
    life.id = facts.id;
    life.facts = std::move(facts);
    life.first_seen = now;
    return life;
}

Life begun_anew(Life life, std::map<ChannelId, std::vector<CardCopy>> cards, std::vector<LedgerFact> ledger,
                const std::string& why, const Moment& now) {
    for (auto& [channel, copies] : cards)
        for (auto& copy : copies) forget_what_it_shows(copy);
    life.cards = std::move(cards);
    life.ledger = std::move(ledger);
    life.clicked = true;
    life.damage = Damage{.since = now};
    note(life, "damaged", now, "bot", "its record could not be read: " + why);
    return life;
}

Life react(Life life, const Happening& happening, const Moment& now) {
    return std::visit(match{
                          [&](const Listed& h) { return listed(std::move(life), h, now); },
                          [&](const Missing&) { return missing(std::move(life), now); },
                          [&](const Kept& h) { return kept(std::move(life), h.click); },
                          [&](const TurnedDown& h) {
                              for (auto& click : life.clicks)
                                  if (click.key == h.click && !click.won) click.turned_down = true;
                              life.clicked = life.clicked || h.by_approver;
                              return std::move(life);
                          },
                          [&](const Answered& h) { return answered(std::move(life), h); },
                          [&](const FollowedUp& h) {
                              std::erase_if(life.to_be_told, [&](const KeptClick& c) { return c.key == h.click; });
                              return std::move(life);
                          },
                          [&](const Claimed& h) { return claimed(std::move(life), h, now); },
                          [&](const auto&) { return while_submitting(std::move(life), happening, now); },
                      },
                      happening);
}

const Moment& facts_first_seen(const Life& life) { return life.facts_since ? *life.facts_since : life.first_seen; }

const Claim* claim_of(const Life& life) {
    if (const auto* submitting = std::get_if<Submitting>(&life.stage)) return &submitting->claim;
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return &unconfirmed->claim;
    return nullptr;
}

bool is_waiting(const Life& life) { return std::holds_alternative<Waiting>(life.stage); }

bool has_ended(const Life& life) {
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed->gone;
    return std::holds_alternative<Settled>(life.stage) || std::holds_alternative<Gone>(life.stage);
}

bool may_be_decided(const Life& life) { return !life.twice_listed && !life.damage; }

bool is_old_news(const Life& life, const ElevationRequest& listed, bool twice) {
    return is_waiting(life) && !life.damage && life.twice_listed == twice && (twice || life.facts == listed);
}

namespace {

Digest& operator<<(Digest& digest, WallTime at) {
    return digest << static_cast<std::uint64_t>(at.time_since_epoch().count());
}

Digest& operator<<(Digest& digest, const Decider& by) {
    if (const auto* person = std::get_if<ByPerson>(&by)) return digest << "person" << person->who.value;
    return digest << "schedule" << std::get<BySchedule>(by).because;
}

}  // namespace

std::uint64_t end_of(const Life& life) {
    if (!has_ended(life)) return 0;
    Digest digest;
    if (const auto* settled = std::get_if<Settled>(&life.stage)) {
        const auto& verdict = settled->verdict;
        digest << "settled" << spelled(verdict.choice) << verdict.by << verdict.at
               << static_cast<std::uint64_t>(settled->listed_again >= 2);
    } else if (const auto* gone = std::get_if<Gone>(&life.stage)) {
        digest << "gone" << gone->at;
    } else if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) {
        digest << "unconfirmed" << spelled(unconfirmed->claim.choice) << unconfirmed->claim.by;
    }
    return digest.value();
}

bool outcome_is_known(const Life& life) {
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed->gone;
    return !std::holds_alternative<Submitting>(life.stage);
}

}  // namespace privman
