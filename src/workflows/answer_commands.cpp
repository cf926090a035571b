// Rights, turns and answers; the commands themselves stand in command_*.cpp.
#include "workflows/answer_commands.hpp"

#include "async/within.hpp"
#include "domain/match.hpp"
#include "domain/phrases.hpp"
#include "workflows/fences.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

constexpr Millis who_within{10'000};
/// Whoever speaks waits for a directory that is away for a moment.
constexpr Millis speaker_within{60'000};

/// Slack delivers again what was not acknowledged, up to hours later: what changes something must not undo what was
/// said since.
constexpr Millis late_after = std::chrono::minutes{2};
constexpr int most_replies = 8;
/// Whoever must wait longer for a public answer gets it privately at once.
constexpr Millis patience_with_a_channel{5'000};
constexpr Millis look_for_former_admins_every = std::chrono::hours{1};
constexpr std::size_t most_known = 500;

template <class... Kinds>
bool is_any(const ChatCommand& command) {
    return (std::holds_alternative<Kinds>(command) || ...);
}

/// Everybody who works here may know these.
bool for_everybody(const ChatCommand& command) {
    return is_any<Help, Version, Nothing, Greeting, Question, Misunderstood>(command);
}

bool for_admins(const ChatCommand& command) { return is_any<Unregister, AutoApproveSet, AutoApproveEnable>(command); }

/// It could make more be approved, or show requests to more people.
bool goes_stale(const ChatCommand& command) { return is_any<Register, AutoApproveSet, AutoApproveEnable>(command); }

/// Empty for a full member whose event says nothing else.
std::string why_ignored(const Person& person, const TeamId& team, const TeamId& home) {
    if (person.deactivated) return "deactivated";
    if (person.bot) return "a bot";
    if (person.guest) return "a guest";
    if (person.stranger) return "of another company";
    if (person.team != home) return "of another workspace of the organisation";
    return may_come_from(person, team) ? "" : "the event names another workspace than users.info";
}

}  // namespace

Words not_changed(const NotSettled& failure, const std::string& what) {
    // Nobody knows whether it was changed: that is what it says itself.
    if (failure.in_sentences && failure.kind == Trouble::unreachable) return Words{failure.what};
    if (failure.in_sentences) return Words{what + ". " + failure.what};
    if (failure.maybe_stored)
        return Words{"It is not certain whether that was stored: " + for_people(failure) +
                     ". Look again when the store works, before you rely on it."};
    return Words{what + ": it could not be stored (" + for_people(failure) + ")."};
}

AnswerCommands::Speaker AnswerCommands::rights_of(Person person) const {
    Speaker speaker{.person = std::move(person)};
    speaker.approver = is_approver(policy_.approvers, speaker.person, policy_.home);
    speaker.admin = is_admin(policy_.admins, speaker.person, policy_.home);
    // Whom the settings name may begin where they name no admins; nobody else, also not whoever comes first.
    const bool named = std::holds_alternative<TheseDecide>(policy_.approvers) && speaker.approver;
    speaker.may_register = speaker.admin || (policy_.admins.people.empty() && named);
    return speaker;
}

Async<std::optional<AnswerCommands::Speaker>> AnswerCommands::speaker(UserId who, TeamId team) {
    auto person = co_await deps_.people.person(who, deps_.clock.now() + speaker_within);
    if (!person || !*person) {
        deps_.log.warning("command.unknown_person", "Somebody spoke, and it could not be checked who it is",
                          {{"by", who.value}, {"why", person ? person->error().what : deps_.people.why_not_yet(who)}});
        co_return std::nullopt;
    }
    if (const auto why = why_ignored(**person, team, policy_.home); !why.empty()) {
        known_.erase(who);
        deps_.log.info("command.ignored", "Somebody spoke or asked for more cards who gets no answer",
                       {{"by", who.value}, {"team", team.value}, {"why", why}});
        co_return std::nullopt;
    }
    auto speaker = rights_of(**person);
    if (!speaker.has_rights()) {
        known_.erase(who);
    } else if (known_.size() < most_known || known_.contains(who)) {
        known_[who] = speaker.person;
    }
    co_return speaker;
}

Async<bool> AnswerCommands::may_look(UserId who, TeamId team) {
    const auto known = co_await speaker(std::move(who), std::move(team));
    co_return known && known->has_rights();
}

Async<bool> AnswerCommands::still_admin(UserId who) {
    const auto person =
        co_await async::within(deps_.clock.deadline_in(who_within), deps_.directory.person(who, rights_are_fresh_for));
    // Who cannot be asked about now was one; nobody is forgotten because of a failure.
    const bool nobody = person && !*person && person->error().kind == Trouble::not_found;
    if (!nobody && (!person || !*person || is_admin(policy_.admins, **person, policy_.home))) co_return true;
    const auto stored = co_await deps_.settings.amend([&who](Settings settings) {
        std::erase(settings.admins_met, who);
        return settings;
    });
    if (stored) deps_.log.info("admin.forgotten", "Somebody is no admin any more", {{"who", who.value}});
    co_return false;
}

Async<void> AnswerCommands::forget_former_admins() {
    for (;;) {
        const auto met = deps_.settings.now().admins_met;
        for (const auto& who : met) co_await still_admin(who);
        co_await deps_.clock.sleep_for(look_for_former_admins_every);
    }
}

Async<void> AnswerCommands::answer(CommandArrived said) {
    auto command = parse_command(said.text);
    if (switches_off(command)) co_return co_await switch_off(std::move(said), std::move(command));
    OneAtATime::Place place{at_work_, said.from.who};
    if (!place.is_free()) co_return co_await one_too_many(said, place);
    // The turn is over before the answer begins: a chat product that is slow to take it holds up nobody else.
    auto answer = co_await in_turn(said, std::move(command));
    if (answer) co_await reply(said, std::move(*answer));
}

/// One change after the other, as they were said: `enable` right behind `set` means that schedule.
Async<std::optional<AnswerCommands::Reply>> AnswerCommands::in_turn(const CommandArrived& said, ChatCommand command) {
    auto turn = line_.queue();
    const auto known = co_await speaker(said.from.who, said.team);
    if (!known) co_return std::nullopt;
    deps_.stirred(said.channel);
    co_await turn.mine();
    deps_.log.info("command", "A command",
                   {{"by", said.from.who.value}, {"channel", said.channel.value}, {"text", said.text}});
    co_await meet(*known);
    const bool unregistered = !said.direct && !is_registered(deps_.settings.now(), said.channel);
    // Nothing was said, or no more than hello, where no cards are shown yet: begin here.
    if (unregistered && is_any<Nothing, Greeting>(command)) command = Register{};
    const bool about_the_schedule = is_any<AutoApproveStatus, Status>(command);
    auto answer = co_await carry_out(said, *known, std::move(command));
    if (about_the_schedule && known->has_rights()) add_fences(said, *known, answer.words);
    // Who waits for what is for those who may read the cards: in any other channel only the speaker is answered.
    if (unregistered && !is_registered(deps_.settings.now(), said.channel)) answer.in_public = false;
    co_return answer;
}

Async<void> AnswerCommands::meet(const Speaker& speaker) {
    const auto& met = deps_.settings.now().admins_met;
    const bool is_met = std::ranges::find(met, speaker.person.id) != met.end();
    if (is_met == speaker.admin) co_return;
    co_await deps_.settings.amend([&speaker](Settings settings) {
        std::erase(settings.admins_met, speaker.person.id);
        if (speaker.admin) settings.admins_met.push_back(speaker.person.id);
        return settings;
    });
}

Async<void> AnswerCommands::one_too_many(const CommandArrived& said, OneAtATime::Place& place) {
    if (!place.is_told()) co_return;
    deps_.log.warning("command.too_many", "Somebody says more than is carried out at once",
                      {{"by", said.from.who.value}, {"channel", said.channel.value}});
    if (!co_await speaker(said.from.who, said.team)) co_return;
    co_await say_to_one(said.from,
                        {Words{"One at a time, please: I am still at what you said before, so I did nothing about "}
                             << Code{said.text} << " and what comes before I am done. Only switching off ("
                             << Code{"autoapprove off"} << ") never waits.",
                         false});
}

/// Late is what waited here for long, or what the chat product itself held back. Our own clock alone is no witness: it
/// may be wrong for hours.
Async<bool> AnswerCommands::reached_late(const CommandArrived& said) {
    if (said.arrived && deps_.clock.now() - *said.arrived > late_after) co_return true;
    if (!said.written || !deps_.chat_now) co_return false;
    for (const bool anew : {false, true}) {
        const auto now = co_await deps_.chat_now(anew);
        if (!now || *now - *said.written <= late_after) co_return false;
    }
    co_return true;
}

/// What always waits for people. A channel may be read by those whom it is meant to stop.
void AnswerCommands::add_fences(const CommandArrived& said, const Speaker& speaker, Words& words) const {
    const bool listed = speaker.approver && std::holds_alternative<TheseDecide>(policy_.approvers);
    const auto reader = said.direct && (speaker.admin || listed) ? FencesFor::insider : FencesFor::channel;
    const auto& fences = deps_.unattended.policy().except;
    if (!fences.empty()) words << NewLine{} << fences_in_words(fences, reader);
}

Async<AnswerCommands::Reply> AnswerCommands::carry_out(const CommandArrived& said, const Speaker& speaker,
                                                       ChatCommand command) {
    if (std::holds_alternative<Register>(command) && !speaker.may_register)
        co_return Reply{who_may_register(speaker), false};
    if (for_admins(command) && !speaker.admin) {
        auto words =
            speaker.approver && !std::holds_alternative<Unregister>(command) ? state_in_words() << " " : Words{};
        co_return Reply{words << "Only admins may do that. " << in_words(policy_.admins), false};
    }
    if (!for_everybody(command) && !std::holds_alternative<Register>(command) && !speaker.has_rights())
        co_return Reply{Words{"Only approvers and admins get to see that. You may ask for "} << Code{"help"} << " and "
                                                                                             << Code{"version"} << ".",
                        false};
    if (goes_stale(command) && co_await reached_late(said)) {
        auto words = std::holds_alternative<Register>(command) ? Words{} : state_in_words() << " ";
        words << "What you said";
        if (said.written) words << " at " << At{*said.written};
        co_return Reply{words << " (" << Code{said.text}
                              << ") reached me late, so nothing was changed. Say it again if it still holds.",
                        false};
    }
    if (std::holds_alternative<Pending>(command)) deps_.look_again();
    if (const auto* c = std::get_if<Register>(&command)) co_return co_await register_channel(said, speaker, *c);
    if (const auto* c = std::get_if<Unregister>(&command)) co_return co_await unregister_channel(said, speaker, *c);
    if (const auto* c = std::get_if<AutoApproveSet>(&command)) co_return co_await set_schedule(said, speaker, *c);
    if (std::holds_alternative<AutoApproveEnable>(command)) co_return co_await enable_schedule(said, speaker);
    co_return std::visit(match{
                             [&](const Help&) { return help(speaker); },
                             [&](const Nothing&) { return help(speaker); },
                             [&](const Greeting&) { return help(speaker); },
                             [&](const Version&) { return Reply{Words{policy_.version}}; },
                             [&](const Status&) { return status(); },
                             [&](const Pending&) { return pending(); },
                             [&](const Channels&) { return list_channels(); },
                             [&](const AutoApproveStatus&) { return Reply{schedule_in_words()}; },
                             [&](const Approvers&) { return approvers(); },
                             [&](const Admins&) { return admins(); },
                             [&](const Question& q) {
                                 auto words = speaker.has_rights() ? state_in_words() << " " : Words{};
                                 return Reply{words << "That was a question, so nothing was changed. To do it, say "
                                                    << Code{q.command} << ".",
                                              false};
                             },
                             [&](const Misunderstood& m) { return misunderstood(said, speaker, m); },
                             [&](const auto&) { return help(speaker); },
                         },
                         command);
}

Async<void> AnswerCommands::reply(const CommandArrived& said, Reply reply) {
    if ((reply.in_public || said.direct) && reply.offers.empty() && co_await say_to_all(said, reply)) co_return;
    co_await say_to_one(reply.in_public && !said.direct ? ReplyTo{.who = said.from.who} : said.from, reply);
}

/// True: it was said, or is as good as said. False: it cannot be said there.
Async<bool> AnswerCommands::say_to_all(const CommandArrived& said, const Reply& reply) {
    const MessageTs thread{reply.announced ? std::string{} : said.from.thread};
    bool told = false;
    // The mention that leads to an invitation arrives before the bot is in: it waits for that a little.
    for (int tries = 0; tries < most_replies; ++tries) {
        const auto done = co_await deps_.board.say(said.channel, reply.words, thread);
        if (done) co_return true;
        const auto& failure = done.error();
        if (failure.kind == Trouble::throttled) {
            const auto wait = failure.retry_after.value_or(Millis{1'000});
            if (!told && !said.direct && wait > patience_with_a_channel)
                told = (co_await deps_.board.tell(said.from, reply.words)).has_value();
            if (told) {
                if (reply.announced) deps_.announcer.in_channel(said.channel, reply.words);
                co_return true;
            }
            co_await deps_.clock.sleep_for(wait);
        } else if (tries < 2 &&
                   (failure.kind == Trouble::unreachable || failure.refused == BoardRefusal::not_invited)) {
            co_await deps_.clock.sleep_for(Millis{2'000});
        } else {
            break;
        }
    }
    if (reply.announced) deps_.announcer.in_channel(said.channel, reply.words);
    co_return false;
}

Async<void> AnswerCommands::say_to_one(const ReplyTo& to, const Reply& reply) {
    for (int tries = 0;; ++tries) {
        const auto told = reply.offers.empty() ? co_await deps_.board.tell(to, reply.words)
                                               : co_await deps_.board.tell_with_offers(to, reply.words, reply.offers);
        if (told) co_return;
        const auto& failure = told.error();
        const bool may_pass = failure.kind == Trouble::unreachable || failure.kind == Trouble::throttled;
        if (!may_pass || tries >= most_replies) {
            deps_.log.warning("answer.lost", "A command could not be answered",
                              {{"by", to.who.value}, {"why", failure.what}});
            co_return;
        }
        co_await deps_.clock.sleep_for(failure.retry_after.value_or(Millis{2'000}));
    }
}

}  // namespace privman
