// What leaves the bot, held against what is durable and what is true.
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// The grant in the words of a card, spelled out a second time.
std::string grant_on_card(const Grant& grant) {
    if (grant.is_one_time()) return "one time";
    const auto minutes = grant.length().count();
    if (minutes % 60 != 0) return "for " + std::to_string(minutes) + " minutes";
    return "for " + std::to_string(minutes / 60) + (minutes == 60 ? " hour" : " hours");
}

}  // namespace

bool Witness::was_confirmed(const RequestId& id, const Choice& choice, const std::string& by) const {
    const auto found = truth_.find(id);
    if (found == truth_.end()) return false;
    return std::ranges::any_of(found->second.confirmed, [&](const Instruction& said) {
        return said.choice == choice &&
               (by == "schedule" ? said.approver == "the schedule" : said.approver.contains("(" + by + ")"));
    });
}

void Witness::card_sent(const ChannelId& channel, const CardView& view) {
    const auto& id = view.facts.id;
    const auto* life = durable(id);
    const auto* settled = life ? std::get_if<Settled>(&life->stage) : nullptr;
    if ((view.title == "Approved" || view.title == "Denied") && !settled)
        world_.violate("durable before shown",
                       id.value + " is shown as decided in " + channel.value + " before that was durable");
}

void Witness::card_stands(const ChannelId& channel, const CardView& view) {
    const auto& id = view.facts.id;
    world_.tell([&] {
        std::string line = "slack     " + channel.value + ": the card of " + id.value + " says \"" + view.title + "\"";
        for (const auto& words : view.status) line += " | " + plain_text(words);
        return line + (view.controls ? "  [buttons]" : "");
    });
    const bool approved = view.title == "Approved";
    if (!approved && view.title != "Denied") return;
    if (view.controls) world_.violate("card", id.value + " is decided and its card has buttons");
    const auto text = view.status.empty() ? std::string{} : plain_text(view.status.front());
    const auto& confirmed = truth_[id].confirmed;
    const bool true_words = std::ranges::any_of(confirmed, [&](const Instruction& said) {
        if (said.choice.approve != approved) return false;
        const bool automatic = said.approver == "the schedule";
        const auto from = said.approver.rfind('(');
        const auto who =
            automatic ? std::string{} : "@" + said.approver.substr(from + 1, said.approver.size() - from - 2);
        if (!approved) return text.starts_with("Denied by " + who + ".");
        return automatic ? text.starts_with("Approved automatically " + grant_on_card(said.choice.grant) + ":")
                         : text.starts_with("Approved by " + who + " " + grant_on_card(said.choice.grant) + ".");
    });
    if (!true_words)
        world_.violate("not confirmed", id.value + " is shown as \"" + text + "\" in " + channel.value +
                                            ", which Privilege Manager has not confirmed");
}

void Witness::pressed(Press press) {
    by_envelope_[press.envelope] = press.url;
    by_key_[press.key] = press.url;
    const auto url = press.url;
    presses_[url] = std::move(press);
}

void Witness::delivered(const std::string& envelope, LifeNumber to) {
    const auto found = by_envelope_.find(envelope);
    if (found == by_envelope_.end()) return commands_.delivered(envelope);
    auto& press = presses_.at(found->second);
    if (press.delivered) return;
    press.delivered = world_.now();
    press.delivered_to = to;
    press.unknown_request = durable(press.request) == nullptr;
    world_.tell([&] { return "bot       receives the click of " + press.by.value + " on " + press.request.value; });
}

void Witness::acked(const std::string& envelope, LifeNumber by) {
    const auto found = by_envelope_.find(envelope);
    if (found == by_envelope_.end()) return;
    auto& press = presses_.at(found->second);
    press.acked = true;
    if (!press.delivered || press.delivered_to != by) return;
    // Before it writes it may have to read, to know what became of the last write; and a read that failed is left alone
    // for as long as it took.
    const bool refused = press.disk_refused || (read_failed_at_ && *read_failed_at_ > *press.delivered - 3s);
    const bool soon = world_.now() - *press.delivered < 250ms;
    if (soon && !press.kept && !refused && !press.unknown_request && !press.strange && !adds_nothing(press))
        world_.violate("kept before its ack", "the click of " + press.by.value + " on " + press.request.value +
                                                  " was acknowledged before it was kept");
}

/// Another click of the same person on the same card was waiting to be judged when it arrived, or so many waited that
/// no more was taken. When the bot looked is its own affair: what was there lately is an excuse, also what came just
/// after it (a request that is read again first may let the second of two pass).
bool Witness::adds_nothing(const Press& press) const {
    const auto* life = durable(press.request);
    if (life && life->clicks.size() >= most_unjudged) return true;
    return std::ranges::any_of(presses_, [&](const auto& entry) {
        const Press& other = entry.second;
        return &other != &press && other.by == press.by && other.channel == press.channel && other.ts == press.ts &&
               other.delivered && *other.delivered <= *press.delivered + 250ms &&
               *press.delivered - *other.delivered < rules_.decision_limit &&
               (!other.choice.approve || press.choice.approve);
    });
}

void Witness::dropped_by_close(const std::string& envelope, const std::string& why) {
    const auto found = by_envelope_.find(envelope);
    if (found == by_envelope_.end()) return;
    const auto& press = presses_.at(found->second);
    if (press.delivered) return;
    world_.violate("click lost", "the click of " + press.by.value + " on " + press.request.value +
                                     " was on its way when the bot closed the connection: " + why);
}

/// Whoever was to be warned, and could not be because Slack was away, is as well off as if they had been.
void Witness::not_told(const ReplyTo& to, const Words& words, Millis wait) {
    const auto found = presses_.find(to.response_url);
    if (found == presses_.end()) return;
    found->second.refused_until = world_.now() + wait;
    if (plain_text(words).starts_with("Your click is not stored yet")) found->second.warned = true;
}

void Witness::told(const ReplyTo& to, const Words& words) {
    const auto text = plain_text(words);
    world_.tell([&] { return "slack     to " + to.who.value + " alone: " + text; });
    commands_.told(to.who, text);
    const auto found = presses_.find(to.response_url);
    if (found == presses_.end()) return;
    auto& press = found->second;
    // A word on the way is no answer.
    const bool on_the_way =
        text.starts_with("Your click has arrived") || text.starts_with("Your click is not stored yet");
    if (!on_the_way) ++press.answers;
    press.warned = press.warned || text.starts_with("Your click is not stored yet");
    if (find_member(press.by) && text.contains("could not be checked who you are") &&
        world_.now() - press.pressed < rules_.decision_limit - 2s)
        world_.violate("C11", press.by.value + " is told " + std::to_string((world_.now() - press.pressed).count()) +
                                  " ms after a click that nobody could say who they are");
    press.told_open = text.contains("Nothing more is sent until it is known");
    // Whoever clicked more than once is told once how it ended.
    if (!press.told_open)
        for (auto& [url, other] : presses_)
            if (other.by == press.by && other.request == press.request) other.told_open = false;
    if (on_told) on_told();
    if (text.starts_with("Your click decided nothing")) {
        press.told_nothing = true;
        const auto* life = durable(press.request);
        const auto* claim = life ? claim_of(*life) : nullptr;
        const auto* winner = claim ? press_of(claim->click) : nullptr;
        if (winner == &press && std::holds_alternative<Submitting>(life->stage))
            world_.violate("true words", press.by.value + " is told that a click on " + press.request.value +
                                             " decided nothing, and it holds the claim");
    }
    if (text.starts_with("Privilege Manager confirmed it.") &&
        !was_confirmed(press.request, press.choice, press.by.value))
        world_.violate("not confirmed", press.by.value + " is told that " + press.request.value +
                                            " was confirmed as chosen, and it was not");
    if (text.contains("not one that the bot knows") && !press.strange)
        world_.violate("twin", press.by.value + " clicked on a card of ours (" + press.request.value + ", attempt " +
                                   press.attempt.value + ") and was told that it is none");
}

void Witness::life_ended(LifeNumber number) {
    died_at_[number] = world_.now();
    weather_.people_unknown(world_.now(), world_.now());
    // Whoever called is not there to hear the answer.
    for (auto& [id, truth] : truth_)
        for (auto& call : truth.calls) call.ended = std::min(call.ended, world_.now());
}

void Witness::machine_sleeps(Millis length) {
    sleeps_.emplace_back(world_.now(), world_.now() + length);
    weather_.people_unknown(world_.now(), world_.now() + length);
}

/// What the last life stored with its last breath was judged by what it knew; the next one begins anew.
void Witness::life_began() {
    intended_.clear();
    reads_.assign(1, {world_.now(), false});
    for (auto& [id, truth] : truth_) {
        truth.absent = 0;
        for (auto call = truth.calls_before_claim; call < truth.calls.size(); ++call)
            truth.unknown = truth.unknown || truth.calls[call].told_nothing;
    }
}

}  // namespace privman::simulator
