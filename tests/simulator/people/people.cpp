#include "tests/simulator/people/people.hpp"

#include "slack/button.hpp"
#include "tests/simulator/people/spellings.hpp"
#include "workflows/answer_commands.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace privman::simulator {

using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

/// Slack shows a warning sign beside a button that is not acknowledged by then.
constexpr Millis ack_limit = 3s;

std::string unix_time(WallTime when, std::uint64_t micros) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
    return fmt::format("{}.{:06}", seconds, micros % 1'000'000);
}

std::string some_rating(Chance& chance) {
    static constexpr std::array ratings{"Clean", "Clean", "Good", "Unknown", "Suspect"};
    return ratings[chance.below(ratings.size())];
}

/// Of the file, however its path is spelled.
std::string hash_of(const std::string& path) { return "sha256:" + meaning_of({}, {}, path).file; }

/// As Slack reports that a button was pressed.
json::object payload_of(const Press& press, json::object action) {
    const auto* member = find_member(press.by);
    json::object payload{
        {"type", "block_actions"},
        {"api_app_id", "A0BOT"},
        {"team", json::object{{"id", home_team.value}}},
        {"user", json::object{{"id", press.by.value}, {"team_id", member ? member->team.value : home_team.value}}},
        {"channel", json::object{{"id", press.channel.value}}},
        {"message", json::object{{"ts", press.ts.value}}},
        {"response_url", press.url},
        {"actions", json::array{std::move(action)}},
    };
    const auto& choice = press.choice;
    if (choice.approve && !choice.grant.is_one_time())
        payload["state"] = json::object{
            {"values",
             json::object{
                 {"controls",
                  json::object{{"duration", json::object{{"selected_option",
                                                          json::object{{"value", spelling(choice.grant)}}}}}}}}}};
    return payload;
}

}  // namespace

const std::vector<Grant>& grants_on_offer() {
    static const std::vector<Grant> all{Grant::one_time(), Grant::lasting(15min), Grant::lasting(30min),
                                        Grant::lasting(1h), Grant::lasting(4h)};
    return all;
}

void People::raise(std::uint64_t luck, bool may_be_rated) {
    Chance chance{luck};
    const auto dated = chance.below(4);
    const auto nothing = chance.below(40);
    ElevationRequest request;
    request.id = RequestId{fmt::format("R{:03}", ++requests_)};
    request.user = some_account(chance);
    request.computer = some_computer(chance);
    request.path = some_path(chance);
    request.application = "setup.exe";
    request.reason = "needed";
    if (nothing == 0) request.user.clear();
    if (nothing == 1) request.computer.clear();
    if (nothing == 2) request.path.clear();
    const auto now = deps_.world.true_wall();
    if (dated > 0) request.requested = std::chrono::floor<std::chrono::seconds>(now - Millis{chance.between(0, 4'000)});
    if (asking_.hashed && chance.per_cent(70)) request.hash = hash_of(request.path);
    const auto id = request.id;
    const bool at_once = chance.per_cent(60);
    const bool rated = asking_.rated && may_be_rated;
    if (rated && at_once) request.rating = some_rating(chance);
    deps_.server.raise(std::move(request));
    if (rated && !at_once && chance.per_cent(70)) rate_later(id, Chance{chance.next()});
}

/// A file is looked at before anybody says how good it is.
void People::rate_later(const RequestId& id, Chance chance) {
    const auto after = Millis{chance.between(3'000, 150'000)};
    const auto rating = some_rating(chance);
    if (deps_.world.now() + after >= asking_.until) return;
    deps_.world.in(after, nobody, [this, id, rating] {
        deps_.server.edit(id, [&](ElevationRequest& facts) { facts.rating = rating; });
    });
}

void People::edit(std::uint64_t luck) {
    Chance chance{luck};
    const auto pending = deps_.server.pending();
    if (!pending.empty()) edit(pending[chance.below(pending.size())], chance.next());
}

void People::edit(const RequestId& id, std::uint64_t luck) {
    deps_.server.edit(id, [luck](ElevationRequest& facts) {
        Chance chance{luck};
        switch (chance.below(8)) {
            case 0: facts.computer = some_computer(chance); return;
            case 1: facts.reason = facts.reason == "needed" ? "needed at once" : "needed"; return;
            case 2: facts.rating = "Malicious"; return;
            // What newly appears, and is no warning.
            case 3: facts.company = facts.company.empty() ? "Example" : facts.company; return;
            case 4: facts.policy = facts.policy.empty() ? "Developers" : facts.policy; return;
            default: facts.path = another_path(facts.path, chance); break;
        }
        if (!facts.hash.empty()) facts.hash = hash_of(facts.path);
    });
}

void People::edit_unrated(std::uint64_t luck) {
    const auto pending = deps_.server.pending();
    const auto unrated = [&](const RequestId& id) { return deps_.server.find(id)->rating.empty(); };
    const auto newest = std::ranges::find_if(pending.rbegin(), pending.rend(), unrated);
    if (newest == pending.rend()) return;
    deps_.server.edit(*newest, [luck](ElevationRequest& facts) {
        Chance chance{luck};
        facts.path = another_path(facts.path, chance);
        if (!facts.hash.empty()) facts.hash = hash_of(facts.path);
    });
}

void People::list_twice(std::uint64_t luck, Millis length) {
    Chance chance{luck};
    const auto pending = deps_.server.pending();
    if (pending.empty()) return;
    const auto& id = pending[chance.below(pending.size())];
    auto other = *deps_.server.find(id);
    other.path = another_path(other.path, chance);
    deps_.server.list_twice(id, std::move(other), length);
}

void People::demote(std::uint64_t luck) {
    static constexpr std::array who{"UBOB", "UIDA"};
    const UserId whom{who[luck % who.size()]};
    const bool left = luck / 16 % 2 == 0;
    deps_.world.tell([&] { return "people    " + whom.value + (left ? " has left" : " is a guest now"); });
    deps_.rights.end(whom, left, deps_.world.now());
}

void People::decide_in_console(std::uint64_t luck) {
    Chance chance{luck};
    const auto pending = deps_.server.pending();
    if (pending.empty()) return;
    const auto which = chance.below(pending.size());
    deps_.server.decided_in_console(pending[which], chance.per_cent(30));
}

void People::delete_a_card(std::uint64_t luck) {
    Chance chance{luck};
    const auto cards = deps_.workspace.cards_with_buttons();
    if (cards.empty()) return;
    const auto* card = cards[chance.below(cards.size())];
    deps_.world.tell([&] {
        return "people    somebody deletes the card of " + card->card.facts.id.value + " in " + card->channel.value;
    });
    deps_.workspace.remove(*card);
}

void People::press(std::uint64_t luck, bool crowd) {
    Chance chance{luck};
    const auto cards = deps_.workspace.cards_with_buttons();
    if (cards.empty()) return;
    // Mostly the newest: that is what stands before everybody's eyes.
    const auto back =
        chance.per_cent(70) ? chance.below(std::min<std::size_t>(cards.size(), 3)) : chance.below(cards.size());
    const Message seen = *cards[cards.size() - 1 - back];
    const auto how_many = crowd ? 2U : 1U;
    for (unsigned i = 0; i < how_many; ++i) {
        const auto trusted = chance.per_cent(85);
        const auto who = cast()[trusted ? chance.below(4) : chance.below(cast().size())].id;
        const auto& offered = seen.card.controls->offered;
        Choice choice;
        choice.approve = chance.per_cent(65);
        const auto grant = offered[chance.below(offered.size())];
        if (choice.approve) choice.grant = grant;
        const auto thinks = Millis{chance.between(crowd ? 0 : 300, crowd ? 600 : 9'000)};
        const Chance further{chance.next()};
        deps_.world.in(thinks, nobody,
                       [this, seen, who, choice, further] { press_now(seen, who, choice, 0, further); });
        if (chance.per_cent(8))  // a nervous finger
            deps_.world.in(thinks + Millis{chance.between(60, 500)}, nobody,
                           [this, seen, who, choice, further] { press_now(seen, who, choice, 9, Chance{further}); });
    }
}

void People::press_early(std::uint64_t luck) {
    Chance chance{luck};
    const auto cards = deps_.workspace.cards_with_buttons();
    const auto unrated = [](const Message* one) { return one->card.facts.rating.empty(); };
    const auto card = std::ranges::find_if(cards.rbegin(), cards.rend(), unrated);
    if (card == cards.rend()) return;
    static constexpr std::array without_rights{"UGUS", "UOLD", "USTR"};
    const auto who =
        chance.per_cent(50) ? UserId{without_rights[chance.below(without_rights.size())]} : cast()[chance.below(4)].id;
    press_now(**card, who, {.approve = true, .grant = Grant::one_time()}, 9, Chance{chance.next()});
}

void People::press_newest(const UserId& who, std::uint64_t luck) {
    const auto cards = deps_.workspace.cards_with_buttons();
    if (cards.empty()) return;
    press_now(*cards.back(), who, {.approve = true, .grant = Grant::one_time()}, 9, Chance{luck});
}

void People::press_now(Message seen, UserId who, Choice choice, unsigned tries, Chance luck) {
    const auto* card = deps_.workspace.at(seen.channel, seen.ts);
    if (!card || !card->card.controls) return;  // nothing to press any more
    // A client that has seen a newer card presses that one's button; a few hundred milliseconds behind, the old one's.
    if (luck.per_cent(70)) seen = *card;
    const auto number = ++count_;
    const auto when = unix_time(deps_.world.true_wall(), number);
    Press press;
    press.url = fmt::format("https://hooks.slack.com/actions/{}", number);
    press.envelope = fmt::format("e{}", number);
    press.by = who;
    press.request = seen.card.facts.id;
    press.choice = choice;
    press.channel = seen.channel;
    press.ts = seen.ts;
    press.attempt = seen.attempt;
    press.pressed = deps_.world.now();
    press.shown = seen.card.facts;
    const auto* action = choice.approve ? "approve" : "deny";
    press.key = who.value + "|" + when + "|" + action + "|" + seen.ts.value;

    const auto value =
        slack::spelling(slack::ButtonValue{seen.attempt, deps_.seal_of(seen), seen.card.facts.id, Grant::one_time()});
    json::object pressed{
        {"action_id", action}, {"block_id", "controls"}, {"value", value.value_or("")}, {"action_ts", when}};
    auto payload = payload_of(press, std::move(pressed));
    const auto frame = json::serialize(
        json::object{{"envelope_id", press.envelope}, {"type", "interactive"}, {"payload", std::move(payload)}});
    const auto url = press.url;
    const auto envelope = press.envelope;
    deps_.world.tell([&] {
        return "people    " + who.value + " presses " +
               (choice.approve ? "Approve, " + spelling(choice.grant) : "Deny") + " on " + press.request.value +
               " in " + press.channel.value;
    });
    deps_.witness.pressed(std::move(press));
    if (!deps_.hub.send(envelope, frame))
        deps_.world.tell([&] { return "slack     sees no connection of the bot: a warning sign beside the button"; });
    else if (luck.per_cent(4))
        deps_.hub.send(envelope, frame);  // the same payload a second time
    if (tries > 2) return;
    deps_.world.in(ack_limit + Millis{luck.between(200, 4'000)}, nobody,
                   [this, seen, who, choice, tries, luck, url]() mutable {
                       const auto found = deps_.witness.presses().find(url);
                       if (found == deps_.witness.presses().end() || found->second.acked) return;
                       const auto again = luck.per_cent(60);
                       if (again) press_now(seen, who, choice, tries + 1, luck);
                   });
}

void People::press_strangely(std::uint64_t luck) {
    Chance chance{luck};
    const auto cards = deps_.workspace.cards_with_buttons();
    if (cards.empty()) return;
    auto seen = *cards.back();
    const auto number = ++count_;
    const auto when = unix_time(deps_.world.true_wall(), number);
    Press press;
    press.url = fmt::format("https://hooks.slack.com/actions/{}", number);
    press.envelope = fmt::format("e{}", number);
    press.by = cast()[chance.below(4)].id;
    press.choice = {.approve = true, .grant = Grant::one_time()};
    press.channel = seen.channel;
    press.ts = MessageTs{unix_time(deps_.world.true_wall() - 1h, number)};
    press.pressed = deps_.world.now();
    press.shown = seen.card.facts;
    press.strange = true;
    press.key = press.by.value + "|" + when + "|approve|" + press.ts.value;
    const auto kind = chance.below(3);
    seen.attempt = Attempt{fmt::format("{:016x}", chance.next())};
    if (kind == 2) seen.card.facts.id = RequestId{fmt::format("R{}", 100'000 + number)};
    press.request = seen.card.facts.id;
    press.attempt = seen.attempt;
    auto value =
        slack::spelling(slack::ButtonValue{seen.attempt, deps_.seal_of(seen), seen.card.facts.id, Grant::one_time()})
            .value_or("");
    if (kind == 0) value = "another app's";
    json::object pressed{{"action_id", "approve"}, {"block_id", "controls"}, {"value", value}, {"action_ts", when}};
    const auto frame = json::serialize(json::object{
        {"envelope_id", press.envelope}, {"type", "interactive"}, {"payload", payload_of(press, std::move(pressed))}});
    deps_.world.tell([&] {
        static constexpr std::array what{"another app's button", "a card that never was", "a request that never was"};
        return "people    " + press.by.value + " presses " + what[kind];
    });
    const auto envelope = press.envelope;
    if (kind == 0) press.request = {};
    deps_.witness.pressed(std::move(press));
    deps_.hub.send(envelope, frame);
}

void People::storm(std::uint64_t luck) {
    Chance chance{luck};
    const auto cards = deps_.workspace.cards_with_buttons();
    if (cards.empty()) return;
    const Message seen = *cards.back();
    const auto many = chance.between(55, 70);
    for (std::int64_t i = 0; i < many; ++i) {
        const UserId who{fmt::format("UX{:03}", i)};
        const Choice choice{.approve = chance.per_cent(80), .grant = Grant::one_time()};
        deps_.world.in(Millis{chance.between(0, 2'500)}, nobody, [this, seen, who, choice, further = chance.next()] {
            press_now(seen, who, choice, 9, Chance{further});
        });
    }
}

void People::want_more(const UserId& who, const ChannelId& channel) {
    const auto& messages = deps_.workspace.messages();
    const auto digest = std::ranges::find_if(messages.rbegin(), messages.rend(), [&](const Message& one) {
        return one.kind == Message::Kind::digest && one.channel == channel && one.digest.without_card > 0;
    });
    if (digest == messages.rend()) return;
    const auto number = ++count_;
    const auto envelope = fmt::format("e{}", number);
    json::object action{{"action_id", slack::show_more_action},
                        {"block_id", "digest"},
                        {"action_ts", unix_time(deps_.world.true_wall(), number)}};
    const json::object frame{
        {"envelope_id", envelope},
        {"type", "interactive"},
        {"payload", json::object{{"type", "block_actions"},
                                 {"api_app_id", "A0BOT"},
                                 {"team", json::object{{"id", home_team.value}}},
                                 {"user", json::object{{"id", who.value}, {"team_id", home_team.value}}},
                                 {"channel", json::object{{"id", channel.value}}},
                                 {"message", json::object{{"ts", digest->ts.value}}},
                                 {"actions", json::array{std::move(action)}}}}};
    deps_.world.tell([&] { return "people    " + who.value + " wants to see more in " + channel.value; });
    deps_.hub.send(envelope, json::serialize(frame));
}

void People::say(const UserId& who, const ChannelId& channel, const std::string& text, Millis held) {
    const auto number = ++count_;
    const auto ts = unix_time(deps_.world.true_wall(), number);
    const auto envelope = fmt::format("e{}", number);
    auto frame =
        json::serialize(json::object{{"envelope_id", envelope},
                                     {"type", "events_api"},
                                     {"payload", json::object{{"type", "event_callback"},
                                                              {"event_id", fmt::format("Ev{}", number)},
                                                              {"team_id", home_team.value},
                                                              {"is_ext_shared_channel", false},
                                                              {"event", json::object{{"type", "app_mention"},
                                                                                     {"user", who.value},
                                                                                     {"team", home_team.value},
                                                                                     {"text", "<@UBOT> " + text},
                                                                                     {"ts", ts},
                                                                                     {"channel", channel.value}}}}}});
    deps_.world.tell([&] {
        return "people    " + who.value + " says in " + channel.value + ": " + text +
               (held > Millis{0} ? ", which is on its way for " + std::to_string(held.count()) + " ms" : "");
    });
    if (text.starts_with("autoapprove set ")) typed_[who] = text;
    deps_.witness.commands().said({.envelope = envelope,
                                   .who = who,
                                   .channel = channel,
                                   .text = text,
                                   .order = number,
                                   .said = deps_.world.now()});
    if (held == Millis{0}) return static_cast<void>(deps_.hub.send(envelope, std::move(frame)));
    deps_.world.in(held, nobody, [this, envelope, frame = std::move(frame)] { deps_.hub.send(envelope, frame); });
}

void People::take_offer(const ReplyTo& to, const std::vector<Offer>& offers) {
    auto chance = Chance::of(count_, "offers");
    if (chance.per_cent(25)) return;
    const auto thinks = Millis{chance.between(1'000, 15'000)};
    const auto value = offers.back().value;
    deps_.world.in(thinks, nobody, [this, to, value] {
        const auto number = ++count_;
        const auto envelope = fmt::format("e{}", number);
        const auto when = unix_time(deps_.world.true_wall(), number);
        json::object action{{"action_id", "offer_0"}, {"block_id", "offers"}, {"value", value}, {"action_ts", when}};
        const json::object frame{
            {"envelope_id", envelope},
            {"type", "interactive"},
            {"payload", json::object{{"type", "block_actions"},
                                     {"api_app_id", "A0BOT"},
                                     {"team", json::object{{"id", home_team.value}}},
                                     {"user", json::object{{"id", to.who.value}, {"team_id", home_team.value}}},
                                     {"channel", json::object{{"id", to.channel.value}}},
                                     {"actions", json::array{std::move(action)}}}}};
        const bool registers = value == register_offer || value == register_unshared_offer;
        const auto means = registers ? std::string{"register"} : typed_[to.who];
        deps_.world.tell([&] { return "people    " + to.who.value + " presses what means: " + means; });
        deps_.witness.commands().said({.envelope = envelope,
                                       .who = to.who,
                                       .channel = to.channel,
                                       .text = means,
                                       .order = number,
                                       .said = deps_.world.now()});
        deps_.hub.send(envelope, json::serialize(frame));
    });
}

}  // namespace privman::simulator
