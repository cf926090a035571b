#include "domain/request_life.hpp"

#include "domain/match.hpp"

#include <algorithm>

namespace privman {

namespace {

std::string spelled(const Choice& choice) {
    return choice.approve ? "approve " + spelling(choice.grant) : std::string{"deny"};
}

void note(Life& life, std::string kind, const Moment& now, std::string by, std::string detail) {
    life.ledger.push_back({life.id.value + "#" + std::to_string(life.ledger.size() + 1), std::move(kind), now.wall,
                           std::move(by), std::move(detail)});
}

void note(Life& life, std::string kind, const Moment& now, const Claim& claim, const std::string& more = {}) {
    note(life, std::move(kind), now, name_of(claim.by), spelled(claim.choice) + (more.empty() ? "" : ": " + more));
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

Life listed(Life life, const Listed& happening, const Moment& now) {
    // Once somebody has chosen, the card keeps saying what he was shown.
    if (std::holds_alternative<Waiting>(life.stage) || std::holds_alternative<Gone>(life.stage))
        life.facts = happening.facts;
    if (std::holds_alternative<Gone>(life.stage)) {
        life.stage = Waiting{};
        life.ended.reset();
        note(life, "returned", now, "bot", "listed as pending again");
    } else if (auto* settled = std::get_if<Settled>(&life.stage)) {
        // Saturates at 2: from there on nothing new is to be said, and nothing new to be stored.
        if (settled->listed_again >= 2) return life;
        settled->listed_again += 1;
        if (settled->listed_again == 2)
            note(life, "still-listed", now, "bot", "confirmed, and still listed as pending");
    } else if (auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) {
        unconfirmed->gone = false;
        if (!call_is_over(unconfirmed->claim, now)) return life;
        unconfirmed->listed_again += 1;
        if (unconfirmed->listed_again < 2) return life;
        note(life, "returned", now, unconfirmed->claim, "had no effect");
        life.stage = Waiting{};
        life.ended.reset();
    }
    return life;
}

Life missing(Life life, const Moment& now) {
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

Life claimed(Life life, const Claimed& happening, const Moment& now) {
    if (!is_waiting(life)) return life;
    for (const auto& click : life.clicks)
        if (click.key == happening.claim.click && click.turned_down) return life;
    note(life, "claimed", now, happening.claim);
    for (auto& click : life.clicks)
        if (click.key == happening.claim.click) click.won = true;
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
            },
            [&](const Undelivered& undelivered) {
                if (claim.calls == 0) return;
                submitting->claim.calls -= 1;
                submitting->claim.last_call = undelivered.earlier;
            },
            [&](const Confirmed&) {
                note(life, claim.choice.approve ? "approved" : "denied", now, claim);
                life.ended = now.wall;
                life.stage = Settled{{claim.choice, claim.by, now.wall}};
            },
            [&](const Refused& refused) {
                if (claim.calls > 1) {  // what was refused is this call; an earlier one may have worked, or be working
                    note(life, "unconfirmed", now, claim, refused.why);
                    life.stage = Unconfirmed{claim};
                    return;
                }
                note(life, "refused", now, claim, refused.why);
                life.stage = Waiting{};
            },
            [&](const NotSent& not_sent) {
                note(life, "refused", now, claim, not_sent.why);
                life.stage = Waiting{};
            },
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

}  // namespace

Life first_seen(ElevationRequest facts, const Moment& now) {
    Life life;
    life.id = facts.id;
    life.facts = std::move(facts);
    life.first_seen = now;
    return life;
}

Life react(Life life, const Happening& happening, const Moment& now) {
    return std::visit(match{
                          [&](const Listed& h) { return listed(std::move(life), h, now); },
                          [&](const Missing&) { return missing(std::move(life), now); },
                          [&](const Kept& h) {
                              const bool known = std::ranges::any_of(
                                  life.clicks, [&](const KeptClick& c) { return c.key == h.click.key; });
                              if (!known) life.clicks.push_back(h.click);
                              life.clicked = true;
                              return std::move(life);
                          },
                          [&](const TurnedDown& h) {
                              for (auto& click : life.clicks)
                                  if (click.key == h.click && !click.won) click.turned_down = true;
                              return std::move(life);
                          },
                          [&](const Answered& h) {
                              std::erase_if(life.clicks, [&](const KeptClick& c) { return c.key == h.click; });
                              return std::move(life);
                          },
                          [&](const Claimed& h) { return claimed(std::move(life), h, now); },
                          [&](const auto&) { return while_submitting(std::move(life), happening, now); },
                      },
                      happening);
}

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

}  // namespace privman
