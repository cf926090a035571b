// When the world has been quiet for long enough: what stands must be what is true.
#include "tests/simulator/people/cast.hpp"
#include "tests/simulator/slack/workspace.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

const char* expected_title(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage))
        return settled->verdict.choice.approve ? "Approved" : "Denied";
    if (std::holds_alternative<Gone>(life.stage)) return "Closed";
    if (std::holds_alternative<Unconfirmed>(life.stage)) return "Outcome not confirmed";
    return "Elevation request";
}

}  // namespace

void Witness::at_the_end(const Workspace& workspace, LifeNumber living) {
    lives_at_the_end();
    clicks_at_the_end(living);
    cards_at_the_end(workspace);
}

void Witness::lives_at_the_end() {
    for (const auto& [id, truth] : truth_) {
        const bool pending = !truth.ended_elsewhere && truth.effects.empty();
        const auto* life = durable(id);
        if (!life) {
            if (pending) world_.violate("at the end", id.value + " waits, and the bot does not know it");
            continue;
        }
        if (pending && !is_waiting(*life))
            world_.violate("at the end",
                           id.value + " waits, and the bot believes something else: " + expected_title(*life));
        if (pending) continue;
        if (!has_ended(*life))
            world_.violate("at the end", id.value + " does not wait any more, and the bot has not noticed");
        if (const auto* settled = std::get_if<Settled>(&life->stage))
            if (!was_confirmed(id, settled->verdict.choice, name_of(settled->verdict.by)))
                world_.violate("at the end", id.value + " is settled for somebody whom Privilege Manager did not hear");
    }
}

void Witness::clicks_at_the_end(LifeNumber living) {
    for (const auto& [url, press] : presses_) {
        const auto who = press.by.value + "'s click on " + press.request.value + " at " + clock_text(press.pressed);
        if (press.kept && press.answers == 0 && !press.let_go)
            world_.violate("answered", who + " was kept and never answered");
        if (!press.delivered || press.kept || press.answers > 0 || press.disk_refused || press.unknown_request)
            continue;
        const auto died = died_at_.find(press.delivered_to);
        const bool crashed =
            press.delivered_to != living && died != died_at_.end() && died->second - *press.delivered < 1min;
        if (!crashed) world_.violate("click lost", who + " was received, and neither kept nor answered");
    }
    for (const auto& [id, life] : lives_)
        if (!life.clicks.empty())
            world_.violate("answered", id.value + " still holds a click that was answered long ago, or never");
}

void Witness::cards_at_the_end(const Workspace& workspace) {
    for (const auto& channel : settings_.channels) {
        std::size_t uncarded = 0;
        for (const auto& [id, life] : lives_) {
            const auto copies = life.cards.find(channel.id);
            if (copies != life.cards.end()) {
                for (const auto& copy : copies->second) {
                    if (!copy.ts) continue;
                    const auto* card = workspace.at(channel.id, *copy.ts);
                    if (!card) continue;  // somebody deleted it; found at its next edit
                    const std::string expected = expected_title(life);
                    if (card->card.title != expected || card->card.controls.has_value() != is_waiting(life))
                        world_.violate("card at the end", "the card of " + id.value + " in " + channel.id.value +
                                                              " says \"" + card->card.title + "\" and should say \"" +
                                                              expected + "\"");
                }
            }
            if (is_waiting(life) &&
                (copies == life.cards.end() ||
                 std::ranges::none_of(copies->second, [](const auto& copy) { return copy.ts.has_value(); })))
                ++uncarded;
            unsigned surplus = 0;
            for (const auto* card : workspace.cards_of(id, channel.id)) surplus += card->answer_lost ? 0 : 1;
            if (surplus > 1)
                world_.violate("one card",
                               id.value + " has " + std::to_string(surplus) + " cards in " + channel.id.value);
        }
        if (uncarded == 0) continue;
        const auto board = boards_.find(channel.id);
        const auto* digest = board != boards_.end() && board->second.digest && board->second.digest->ts
                                 ? workspace.at(channel.id, *board->second.digest->ts)
                                 : nullptr;
        if (!digest || digest->digest.without_card != uncarded)
            world_.violate("card at the end", std::to_string(uncarded) + " requests wait in " + channel.id.value +
                                                  " without a card or a row in the digest");
    }
}

}  // namespace privman::simulator
