// Rights and dispatch; the commands themselves stand in command_*.cpp.
#include "workflows/answer_commands.hpp"

#include "async/within.hpp"
#include "domain/match.hpp"
#include "domain/phrases.hpp"

#include <algorithm>

namespace privman {

namespace {

constexpr Millis who_within{10'000};

/// Slack delivers again what was not acknowledged, up to hours later: what changes something must not undo what was
/// said since.
constexpr Millis late_after = std::chrono::minutes{2};
constexpr int most_replies = 8;

template <class... Kinds>
bool is_any(const ChatCommand& command) {
    return (std::holds_alternative<Kinds>(command) || ...);
}

/// Everybody who works here may know these.
bool for_everybody(const ChatCommand& command) { return is_any<Help, Version, Nothing, Misunderstood>(command); }

bool for_admins(const ChatCommand& command) {
    return is_any<Unregister, AutoApproveSet, AutoApproveEnable, AutoApproveDisable, AutoApproveClear>(command);
}

Words misunderstood(const Misunderstood& m) {
    auto words = Words{"I did not understand that: "};
    if (!m.word.empty()) words << Code{m.word} << " ";
    words << as_sentence_end(m.why) << " For example: " << Code{m.example};
    return words;
}

}  // namespace

Words not_changed(const Failure& failure, const std::string& what) {
    // Nobody knows whether it was changed: the store says so itself.
    if (failure.code == settings_refused && failure.kind == Trouble::unreachable) return Words{failure.what};
    if (failure.code == settings_refused) return Words{what + ". " + failure.what};
    if (failure.code == maybe_stored)
        return Words{"It is not certain whether that was stored: " + failure.what +
                     ". Look again when the store works, before you rely on it."};
    return Words{what + ": it could not be stored (" + failure.what + ")."};
}

Async<std::optional<AnswerCommands::Speaker>> AnswerCommands::speaker(UserId who, TeamId team) {
    if (team != policy_.home) co_return std::nullopt;
    auto person = co_await async::within(deps_.clock.sleep_for(who_within), deps_.directory.person(who));
    if (!person || !*person) {
        deps_.log.warning(
            "command.unknown_person", "Somebody spoke, and it could not be checked who it is",
            {{"by", who.value}, {"why", person ? person->error().what : std::string{"no answer in time"}}});
        co_return std::nullopt;
    }
    if (!is_full_member(**person, policy_.home)) co_return std::nullopt;
    Speaker speaker{.person = **person};
    speaker.approver = is_approver(policy_.approvers, speaker.person, policy_.home);
    speaker.admin = is_admin(policy_.admins, speaker.person, policy_.home);
    // A fresh installation where nobody was named: whoever set it up must be able to begin.
    const bool first_one = policy_.admins.people.empty() && !deps_.records.settings().ever_had_channels &&
                           !deps_.records.settings_doubt().channels;
    speaker.may_register = speaker.admin || first_one;
    co_return speaker;
}

Async<bool> AnswerCommands::may_look(UserId who, TeamId team) {
    const auto known = co_await speaker(std::move(who), std::move(team));
    co_return known && (known->approver || known->admin);
}

Async<void> AnswerCommands::answer(CommandArrived said) {
    // One command after the other, as they were said: `enable` right behind `set` means that schedule.
    auto turn = line_.queue();
    co_await turn.mine();
    const auto known = co_await speaker(said.from.who, said.team);
    if (!known) {
        deps_.log.info("command.ignored", "Somebody spoke who gets no answer", {{"by", said.from.who.value}});
        co_return;
    }
    deps_.stirred(said.channel);
    auto command = parse_command(said.text);
    deps_.log.info("command", "A command",
                   {{"by", said.from.who.value}, {"channel", said.channel.value}, {"text", said.text}});
    if (known->admin) {
        const auto& met = deps_.records.settings().admins_met;
        if (std::ranges::find(met, known->person.id) == met.end())
            co_await deps_.records.amend_settings([id = known->person.id](Settings settings) {
                if (std::ranges::find(settings.admins_met, id) == settings.admins_met.end())
                    settings.admins_met.push_back(id);
                return settings;
            });
    }
    // A mention that is no command, in a channel that gets no cards yet, means: begin here.
    const bool unregistered = !said.direct && !is_registered(deps_.records.settings(), said.channel);
    if (unregistered && is_any<Nothing, Misunderstood>(command)) {
        if (!known->may_register) {
            co_await reply(said, {who_may_register(), false});
            co_return;
        }
        command = Register{};
    }
    auto answer = co_await carry_out(said, *known, std::move(command));
    // Who waits for what is for those who may read the cards: in any other channel only the speaker is answered.
    if (unregistered && !is_registered(deps_.records.settings(), said.channel)) answer.in_public = false;
    co_await reply(said, std::move(answer));
}

Async<AnswerCommands::Reply> AnswerCommands::carry_out(const CommandArrived& said, const Speaker& speaker,
                                                       ChatCommand command) {
    const bool changes_something = for_admins(command) || std::holds_alternative<Register>(command);
    if (changes_something && said.written && deps_.clock.wall() - *said.written > late_after)
        co_return Reply{Words{"What you said at "}
                            << At{*said.written} << " (" << Code{said.text}
                            << ") reached me late, so nothing was changed. Say it again if it still holds.",
                        false};
    if (std::holds_alternative<Register>(command) && !speaker.may_register) co_return Reply{who_may_register(), false};
    if (for_admins(command) && !speaker.admin)
        co_return Reply{Words{"Only admins may do that. "} << in_words(policy_.admins), false};
    if (!for_everybody(command) && !std::holds_alternative<Register>(command) && !speaker.approver && !speaker.admin)
        co_return Reply{Words{"Only approvers and admins get to see that. You may ask for "} << Code{"help"} << " and "
                                                                                             << Code{"version"} << ".",
                        false};
    if (std::holds_alternative<Pending>(command)) deps_.look_again();
    if (const auto* c = std::get_if<Register>(&command)) co_return co_await register_channel(said, speaker, *c);
    if (const auto* c = std::get_if<Unregister>(&command)) co_return co_await unregister_channel(said, speaker, *c);
    if (const auto* c = std::get_if<AutoApproveSet>(&command)) co_return co_await set_schedule(speaker, *c);
    if (std::holds_alternative<AutoApproveEnable>(command)) co_return co_await switch_schedule(speaker, true);
    if (std::holds_alternative<AutoApproveDisable>(command)) co_return co_await switch_schedule(speaker, false);
    if (std::holds_alternative<AutoApproveClear>(command)) co_return co_await clear_schedule(speaker);
    co_return std::visit(match{
                             [&](const Help&) { return help(speaker); },
                             [&](const Nothing&) { return help(speaker); },
                             [&](const Version&) { return Reply{Words{policy_.version}}; },
                             [&](const Status&) { return status(); },
                             [&](const Pending&) { return pending(); },
                             [&](const Channels&) { return list_channels(); },
                             [&](const AutoApproveStatus&) { return Reply{schedule_in_words()}; },
                             [&](const Approvers&) { return approvers(); },
                             [&](const Admins&) { return admins(); },
                             [&](const Misunderstood& m) { return Reply{misunderstood(m), false}; },
                             [&](const auto&) { return help(speaker); },
                         },
                         command);
}

Async<void> AnswerCommands::reply(const CommandArrived& said, Reply reply) {
    if (reply.in_public || said.direct) {
        // The mention that leads to an invitation arrives before the bot is in: it waits for that a little.
        for (int tries = 0; tries < most_replies; ++tries) {
            const auto done = co_await deps_.board.say(said.channel, reply.words, MessageTs{said.from.thread});
            if (done) co_return;
            if (done.error().kind == Trouble::throttled)
                co_await deps_.clock.sleep_for(done.error().retry_after.value_or(Millis{1'000}));
            else if (tries < 2 && (done.error().kind == Trouble::unreachable || done.error().code == "not_in_channel"))
                co_await deps_.clock.sleep_for(Millis{2'000});
            else
                break;
        }
        const auto told = co_await deps_.board.tell(ReplyTo{.who = said.from.who}, reply.words);
        if (!told) deps_.log.warning("answer.lost", "A command could not be answered", {{"why", told.error().what}});
        co_return;
    }
    const auto told = co_await deps_.board.tell(said.from, std::move(reply.words));
    if (!told) deps_.log.warning("answer.lost", "A command could not be answered", {{"why", told.error().what}});
}

}  // namespace privman
