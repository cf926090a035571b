#include "tests/simulator/slack/workspace.hpp"

#include "slack/api_errors.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

constexpr Millis client_waits = 15s;
constexpr Millis latest = 45s;  ///< so long after its caller sent it, a call may still take effect

}  // namespace

Workspace::Workspace(World& world, Witness& witness, const Rights& rights, std::uint64_t seed)
    : world_{world}, witness_{witness}, rights_{rights}, chance_{Chance::of(seed, "slack")} {}

std::optional<Failure> Workspace::wait_with_answers() {
    if (!throttles_replies) return std::nullopt;
    return Failure{Trouble::throttled, "429", Millis{chance_.between(30, 300) * 1000}, "ratelimited"};
}

MessageTs Workspace::new_ts() {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(world_.true_wall()).time_since_epoch().count();
    return MessageTs{std::to_string(seconds) + "." + std::to_string(100'000 + ++posted_ % 900'000)};
}

Workspace::Fate Workspace::fate_of(const ChannelId& channel, bool edits) {
    Fate fate;
    fate.there = Millis{chance_.between(5, slow ? 3'000 : 120)};
    fate.back = Millis{chance_.between(5, slow ? 5'000 : 250)};
    const auto luck = chance_.below(1000);
    const auto kind = chance_.below(4);
    if (unreachable) {
        fate.happens = false;
        fate.failure = Failure{Trouble::unreachable, "connection refused", {}, slack::not_sent};
        return fate;
    }
    if (edits) {
        if (world_.now() - edits_counted_from_ >= 1min) {
            edits_counted_from_ = world_.now();
            edits_in_minute_ = 0;
        }
        if (++edits_in_minute_ > edits_per_minute) {
            fate.happens = false;
            fate.failure = Failure{Trouble::throttled, "429", edits_counted_from_ + 1min - world_.now(), "ratelimited"};
            return fate;
        }
    }
    if (luck < throttles) {
        const auto wait = Millis{chance_.between(1, 30) * 1000};
        fate.happens = false;
        fate.failure = Failure{Trouble::throttled, "429", wait, "ratelimited"};
    } else if (luck < throttles + errors) {
        fate.happens = kind == 0;
        fate.failure = kind < 2 ? Failure{Trouble::unreachable, "HTTP 503", {}, "http_503"}
                                : Failure{Trouble::unreachable, "internal_error", {}, "internal_error"};
    } else if (luck < throttles + errors + lost) {
        fate.happens = kind < 2;
        fate.failure = Failure{Trouble::unreachable, "no answer in time"};
        if (kind % 2 == 0) fate.back = client_waits - fate.there;
        if (kind == 3) {
            fate.late = true;
            fate.there = client_waits + Millis{(latest - client_waits) * ((luck * 7919) % 1000) / 1000};
        }
    } else if (const auto refused = refusing.find(channel); refused != refusing.end()) {
        fate.happens = false;
        fate.failure = Failure{Trouble::forbidden, refused->second, {}, refused->second};
    }
    return fate;
}

/// Judged when it is sent: what a click teaches the bot while it is under way comes too late.
void Workspace::check_twins(const Message& fresh) const {
    const auto& id = fresh.card.facts.id;
    for (const auto* old : cards_of(id, fresh.channel)) {
        const auto* life = witness_.durable(id);
        const auto copies = life ? life->cards.find(fresh.channel) : decltype(life->cards.end()){};
        const bool known =
            life && copies != life->cards.end() &&
            std::ranges::any_of(copies->second, [&](const CardCopy& copy) { return copy.ts == old->ts; });
        if (known || !old->answer_lost)
            world_.violate("one card", id.value + " gets a second card in " + fresh.channel.value +
                                           " although the answer to the first one was not lost");
    }
}

void Workspace::post(LifeNumber whose, Message message, const PostDone& answer) {
    if (message.kind == Message::Kind::card) {
        check_twins(message);
        witness_.card_sent(message.channel, message.card);
    }
    auto fate = fate_of(message.channel, false);
    if (auto wait = message.kind == Message::Kind::words ? wait_with_answers() : std::nullopt)
        fate = {.failure = std::move(wait), .happens = false, .there = fate.there, .back = fate.back};
    const auto say = [this, whose, answer](Millis after, Outcome<MessageTs> outcome) {
        world_.in(after, whose, [answer, outcome = std::move(outcome)]() mutable { answer->put(std::move(outcome)); });
    };
    if (fate.late)
        say(client_waits, std::unexpected{*fate.failure});
    else if (!fate.happens)
        return say(fate.there + fate.back, std::unexpected{*fate.failure});
    message.poster = whose;
    message.answer_lost = fate.failure.has_value();
    world_.in(fate.there, nobody, [this, say, fate, message = std::move(message)]() mutable {
        message.ts = new_ts();
        if (ended_.contains(message.poster)) message.answer_lost = true;
        if (message.kind == Message::Kind::card) {
            cards_[message.card.facts.id].push_back(messages_.size());
            witness_.card_stands(message.channel, message.card);
        }
        if (message.kind == Message::Kind::words) witness_.announced(message.channel, message.words);
        auto ts = message.ts;
        if (message.kind != Message::Kind::words) messages_.push_back(std::move(message));
        if (fate.late) return;
        if (fate.failure) return say(fate.back, std::unexpected{*fate.failure});
        say(fate.back, std::move(ts));
    });
}

void Workspace::edit(LifeNumber whose, Message message, const Done& answer) {
    if (message.kind == Message::Kind::card) witness_.card_sent(message.channel, message.card);
    const auto fate = fate_of(message.channel, true);
    const auto say = [this, whose, answer](Millis after, Outcome<void> outcome) {
        world_.in(after, whose, [answer, outcome = std::move(outcome)]() mutable { answer->put(std::move(outcome)); });
    };
    if (fate.late)
        say(client_waits, std::unexpected{*fate.failure});
    else if (!fate.happens)
        return say(fate.there + fate.back, std::unexpected{*fate.failure});
    world_.in(fate.there, nobody, [this, say, fate, message = std::move(message)]() mutable {
        const auto found = std::ranges::find_if(messages_, [&](const Message& one) {
            return one.channel == message.channel && one.ts == message.ts && !one.deleted;
        });
        if (found == messages_.end() && fate.late) return;
        if (found == messages_.end())
            return say(fate.back,
                       std::unexpected{Failure{Trouble::not_found, "message_not_found", {}, "message_not_found"}});
        found->card = std::move(message.card);
        found->digest = std::move(message.digest);
        if (found->kind == Message::Kind::card) witness_.card_stands(found->channel, found->card);
        if (fate.late) return;
        if (fate.failure) return say(fate.back, std::unexpected{*fate.failure});
        say(fate.back, Outcome<void>{});
    });
}

void Workspace::tell(LifeNumber whose, ReplyTo to, Words words, const Done& answer, std::vector<Offer> offers) {
    auto fate = fate_of({}, false);
    if (std::exchange(fate.late, false)) fate.there = client_waits / 2;  // never, then
    if (auto wait = wait_with_answers())
        fate = {.failure = std::move(wait), .happens = false, .there = fate.there, .back = fate.back};
    if (!fate.happens) witness_.not_told(to, words, fate.failure->retry_after.value_or(Millis{0}));
    const auto say = [this, whose, answer](Millis after, Outcome<void> outcome) {
        world_.in(after, whose, [answer, outcome = std::move(outcome)]() mutable { answer->put(std::move(outcome)); });
    };
    if (!fate.happens) return say(fate.there + fate.back, std::unexpected{*fate.failure});
    world_.in(fate.there, nobody,
              [this, say, fate, to = std::move(to), words = std::move(words), offers = std::move(offers)] {
                  witness_.told(to, words);
                  if (!offers.empty() && on_offers) on_offers(to, offers);
                  if (fate.failure) return say(fate.back, std::unexpected{*fate.failure});
                  say(fate.back, Outcome<void>{});
              });
}

void Workspace::look_up(LifeNumber whose, const UserId& who, const LetterTo<Outcome<Person>>& answer) {
    auto fate = fate_of({}, false);
    if (std::exchange(fate.late, false)) fate.there = client_waits / 2;
    Outcome<Person> outcome = std::unexpected{Failure{Trouble::not_found, "user_not_found", {}, "user_not_found"}};
    if (const auto* member = find_member(who)) outcome = rights_.person(*member);
    if (fate.failure) outcome = std::unexpected{*fate.failure};
    if (knows_nobody) {
        // Away, asked too often, or hanging.
        const auto luck = ++asked_in_vain_ % 3;
        if (luck == 2) fate.back = client_waits;
        outcome =
            std::unexpected{luck == 0   ? Failure{Trouble::unreachable, "users.info: http_503", {}, "http_503"}
                            : luck == 1 ? Failure{Trouble::throttled, "users.info: asked too often", 5s, "ratelimited"}
                                        : Failure{Trouble::unreachable, "no answer in time"}};
    }
    world_.in(fate.there + fate.back, whose,
              [answer, outcome = std::move(outcome)]() mutable { answer->put(std::move(outcome)); });
}

std::vector<const Message*> Workspace::cards_with_buttons() const {
    std::vector<const Message*> found;
    for (const auto& message : messages_)
        if (message.kind == Message::Kind::card && !message.deleted && message.card.controls) found.push_back(&message);
    return found;
}

std::vector<const Message*> Workspace::cards_of(const RequestId& id, const ChannelId& channel) const {
    std::vector<const Message*> found;
    if (const auto places = cards_.find(id); places != cards_.end())
        for (const auto place : places->second)
            if (const auto& message = messages_[place]; message.channel == channel && !message.deleted)
                found.push_back(&message);
    return found;
}

const Message* Workspace::at(const ChannelId& channel, const MessageTs& ts) const {
    const auto found = std::ranges::find_if(
        messages_, [&](const Message& one) { return one.channel == channel && one.ts == ts && !one.deleted; });
    return found == messages_.end() ? nullptr : &*found;
}

void Workspace::remove(const Message& message) {
    for (auto& one : messages_)
        if (&one == &message) one.deleted = true;
}

/// What its last life was never told, or could not store any more, counts as lost.
void Workspace::life_ended(LifeNumber number) {
    ended_.insert(number);
    for (auto& message : messages_) {
        if (message.poster != number || message.kind != Message::Kind::card) continue;
        const auto* life = witness_.durable(message.card.facts.id);
        const auto copies = life ? life->cards.find(message.channel) : decltype(life->cards.end()){};
        const bool known =
            life && copies != life->cards.end() &&
            std::ranges::any_of(copies->second, [&](const CardCopy& copy) { return copy.ts == message.ts; });
        if (!known) message.answer_lost = true;
    }
}

namespace {

Message card_in(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) {
    return {.kind = Message::Kind::card,
            .channel = std::move(channel),
            .ts = std::move(ts),
            .card = std::move(view),
            .attempt = std::move(attempt)};
}

}  // namespace

Async<Shown<MessageTs>> WorkspaceBoard::post(ChannelId channel, CardView view, Attempt attempt) {
    auto letter = std::make_shared<Letter<Outcome<MessageTs>>>();
    workspace_.post(whose_, card_in(std::move(channel), {}, std::move(view), std::move(attempt)), letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<void>> WorkspaceBoard::update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) {
    auto letter = std::make_shared<Letter<Outcome<void>>>();
    workspace_.edit(whose_, card_in(std::move(channel), std::move(ts), std::move(view), std::move(attempt)), letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<MessageTs>> WorkspaceBoard::post_digest(ChannelId channel, DigestView view) {
    auto letter = std::make_shared<Letter<Outcome<MessageTs>>>();
    workspace_.post(whose_, {.kind = Message::Kind::digest, .channel = std::move(channel), .digest = std::move(view)},
                    letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<void>> WorkspaceBoard::update_digest(ChannelId channel, MessageTs ts, DigestView view) {
    auto letter = std::make_shared<Letter<Outcome<void>>>();
    workspace_.edit(
        whose_,
        {.kind = Message::Kind::digest, .channel = std::move(channel), .ts = std::move(ts), .digest = std::move(view)},
        letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<MessageTs>> WorkspaceBoard::say(ChannelId channel, Words words, MessageTs) {
    auto letter = std::make_shared<Letter<Outcome<MessageTs>>>();
    workspace_.post(whose_, {.kind = Message::Kind::words, .channel = std::move(channel), .words = std::move(words)},
                    letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<void>> WorkspaceBoard::tell(ReplyTo to, Words words) {
    auto letter = std::make_shared<Letter<Outcome<void>>>();
    workspace_.tell(whose_, std::move(to), std::move(words), letter);
    co_return slack::shown(co_await opened(letter));
}

Async<Shown<void>> WorkspaceBoard::tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) {
    auto letter = std::make_shared<Letter<Outcome<void>>>();
    workspace_.tell(whose_, std::move(to), std::move(words), letter, std::move(offers));
    co_return slack::shown(co_await opened(letter));
}

Async<Outcome<Person>> WorkspaceDirectory::person(UserId id, Millis at_most_old) {
    if (const auto known = known_.find(id); known != known_.end() && world_.now() - known->second.asked <= at_most_old)
        co_return known->second.person;
    const auto asked = world_.now();
    auto letter = std::make_shared<Letter<Outcome<Person>>>();
    workspace_.look_up(whose_, id, letter);
    auto answer = co_await opened(letter);
    if (answer) known_.insert_or_assign(id, Known{*answer, asked});
    co_return answer;
}

Async<Outcome<ChannelInfo>> WorkspaceDirectory::channel(ChannelId) {
    auto letter = std::make_shared<Letter<Outcome<Person>>>();
    workspace_.look_up(whose_, {}, letter);
    static_cast<void>(co_await opened(letter));
    co_return std::unexpected{Failure{Trouble::forbidden, "the token lacks a scope", {}, "missing_scope"}};
}

}  // namespace privman::simulator
