// When the world has been quiet for long enough: what stands must be what is true.
#include "tests/simulator/privilege_manager/server.hpp"
#include "tests/simulator/slack/workspace.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// So long a channel that refuses is left alone at most.
constexpr Millis longest_parking = 11min;
/// https://docs.delinea.com names no limit; the bot believes nothing about a call that is younger.
constexpr Millis server_may_work = 200s;

const char* expected_title(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage))
        return settled->verdict.choice.approve ? "Approved" : "Denied";
    if (std::holds_alternative<Gone>(life.stage)) return "Closed";
    if (std::holds_alternative<Unconfirmed>(life.stage)) return "Outcome not confirmed";
    return "Elevation request";
}

}  // namespace

void Witness::trouble_ends() { quiet_since_ = world_.now(); }

/// Where so much vanished at once that it takes three polls to be believed, three.
void Witness::count_polls(Millis asked) {
    if (!quiet_since_ || asked < *quiet_since_) return;
    ++polls_since_;
    const bool landslide =
        std::ranges::any_of(truth_, [](const auto& one) { return one.second.absent > 0 && one.second.needed > 2; });
    if (polls_since_ < (landslide ? 3U : 2U) || !on_two_polls) return;
    std::exchange(on_two_polls, {})();
}

void Witness::as_promised(const Workspace& workspace, const Server& server) {
    looked_early_ = true;
    const auto rule = "two polls after the trouble";
    std::set<ChannelId> parked;
    for (const auto& [channel, until] : workspace.refused_until)
        if (world_.now() - until < longest_parking) parked.insert(channel);
    // The truth about a call of the last minutes cannot be known yet: the server may still work on it.
    lives_at_the_end(rule, [this](const Life& life) {
        if (std::holds_alternative<Unconfirmed>(life.stage)) return true;  // and its card says so
        const auto sent = last_sent(life.id);
        return std::holds_alternative<Submitting>(life.stage) && sent && world_.now() - *sent < server_may_work;
    });
    cards_at_the_end(rule, workspace, server, parked);
}

void Witness::at_the_end(const Workspace& workspace, const Server& server, LifeNumber living) {
    if (!looked_early_) world_.violate("at the end", "the bot has not read two lists since the trouble ended");
    const auto rule = "at the end";
    lives_at_the_end(rule, [](const Life&) { return false; });
    clicks_at_the_end(living);
    cards_at_the_end(rule, workspace, server, {});
}

std::size_t Witness::wrong_cards(const Workspace& workspace) const {
    std::size_t wrong = 0;
    for (const auto& [id, life] : lives_)
        for (const auto& [channel, copies] : life.cards)
            for (const auto& copy : copies)
                if (const auto* card = copy.ts ? workspace.at(channel, *copy.ts) : nullptr)
                    wrong += card->card.title != expected_title(life) ? 1 : 0;
    return wrong;
}

void Witness::lives_at_the_end(const std::string& rule, const Excused& excused) {
    for (const auto& [id, truth] : truth_) {
        const bool pending = !truth.ended_elsewhere && truth.effects.empty();
        const auto* life = durable(id);
        if (life && excused(*life)) continue;
        if (!life) {
            if (pending) world_.violate(rule, id.value + " waits, and the bot does not know it");
            continue;
        }
        if (pending && !is_waiting(*life))
            world_.violate(rule, id.value + " waits, and the bot believes something else: " + expected_title(*life));
        if (pending) continue;
        if (!has_ended(*life)) world_.violate(rule, id.value + " does not wait any more, and the bot has not noticed");
        if (const auto* settled = std::get_if<Settled>(&life->stage))
            if (!was_confirmed(id, settled->verdict.choice, name_of(settled->verdict.by)))
                world_.violate(rule, id.value + " is settled for somebody whom Privilege Manager did not hear");
    }
}

/// How long nothing but the bot itself kept it from working; sleeps may overlap.
Millis Witness::awake(Millis from, Millis to) const {
    auto sum = Millis{0};
    for (auto at = from; at < to;) {
        auto next = to;
        auto until = at;
        for (const auto& [falls_asleep, wakes] : sleeps_) {
            if (falls_asleep <= at && wakes > at) until = std::max(until, wakes);
            if (falls_asleep > at) next = std::min(next, falls_asleep);
        }
        if (until == at) sum += next - at;
        at = until > at ? until : next;
    }
    return sum;
}

void Witness::clicks_at_the_end(LifeNumber living) {
    for (const auto& [url, press] : presses_) {
        const auto who = press.by.value + "'s click on " + press.request.value + " at " + clock_text(press.pressed);
        if (press.kept && press.answers == 0 && !press.let_go)
            world_.violate("answered", who + " was kept and never answered");
        // R2: whoever was told that it is not known is told how it ended.
        const auto* life = durable(press.request);
        const auto* open = life ? std::get_if<Unconfirmed>(&life->stage) : nullptr;
        if (press.told_open && life && !(open && !open->gone))
            world_.violate("R2", who + " was told that the outcome is not known, and never how it ended");
        if (!press.delivered || press.kept || press.answers > 0 || press.disk_refused || press.unknown_request)
            continue;
        // Whoever is told about another click of theirs on this card has had their answer.
        if (adds_nothing(press)) continue;
        // Nor can anybody hear more of what died with a disk that hung, once they were told that it does.
        if (press.warned && press.delivered_to != living) continue;
        const auto died = died_at_.find(press.delivered_to);
        // While Slack asks to wait with it, the answer to what cannot be kept is only in the process that crashes.
        const auto could_answer = std::max(*press.delivered, press.refused_until);
        const bool crashed =
            press.delivered_to != living && died != died_at_.end() && awake(could_answer, died->second) < 1min;
        if (!crashed) world_.violate("click lost", who + " was received, and neither kept nor answered");
    }
    for (const auto& [id, life] : lives_)
        if (!life.clicks.empty())
            world_.violate("answered", id.value + " still holds a click that was answered long ago, or never");
}

/// Its cards may be under way.
bool Witness::changed_just_now(const RequestId& id) const {
    const auto changed = changed_at_.find(id);
    return changed != changed_at_.end() && world_.now() - changed->second < 10s;
}

/// What one card says, against its life and against what is listed.
void Witness::check_card(const std::string& rule, const Life& life, const Message& card, const Server& server) {
    const std::string expected = expected_title(life);
    const bool twice = server.is_listed_twice(life.id);
    const auto which = "the card of " + life.id.value + " in " + card.channel.value;
    if (card.card.title != expected)
        world_.violate(rule + ", card",
                       which + " says \"" + card.card.title + "\" and should say \"" + expected + "\"");
    if (card.card.controls && twice) world_.violate("C2", which + " has buttons although its id is listed twice");
    if (card.card.controls.has_value() != (is_waiting(life) && !twice))
        world_.violate(rule + ", card", which + (card.card.controls ? " has buttons" : " has no buttons"));
    const auto* row = server.find(life.id);
    if (is_waiting(life) && !twice && row && card.card.facts != *row)
        world_.violate(rule + ", card", which + " does not show what is listed");
}

void Witness::cards_at_the_end(const std::string& rule, const Workspace& workspace, const Server& server,
                               const std::set<ChannelId>& parked) {
    for (const auto& channel : settings_.channels) {
        if (parked.contains(channel.id)) continue;
        std::size_t uncarded = 0;
        bool fresh = false;
        for (const auto& [id, life] : lives_) {
            const auto copies = life.cards.find(channel.id);
            if (copies != life.cards.end()) {
                for (const auto& copy : copies->second) {
                    if (!copy.ts) continue;
                    const auto* card = workspace.at(channel.id, *copy.ts);
                    if (!card) continue;  // somebody deleted it; found at its next edit
                    if (!changed_just_now(id)) check_card(rule, life, *card, server);
                }
            }
            if (is_waiting(life) && changed_just_now(id)) fresh = true;
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
        if (uncarded == 0 || fresh) continue;
        const auto board = boards_.find(channel.id);
        const auto* digest = board != boards_.end() && board->second.digest && board->second.digest->ts
                                 ? workspace.at(channel.id, *board->second.digest->ts)
                                 : nullptr;
        if (!digest || digest->digest.without_card != uncarded)
            world_.violate(rule + ", card", std::to_string(uncarded) + " requests wait in " + channel.id.value +
                                                " without a card or a row in the digest");
    }
}

}  // namespace privman::simulator
