// Switching off: a lane of its own, which waits for nobody.
#include "async/within.hpp"
#include "domain/match.hpp"
#include "workflows/answer_commands.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

/// How long somebody waits for the directory who is known already.
constexpr Millis who_quickly{500};
constexpr Millis who_at_all{120'000};
/// How long the answer waits for the store.
constexpr Millis store_quickly{1'000};
constexpr Millis store_again{1'000};

bool contains(const std::vector<UserId>& people, const UserId& who) {
    return std::ranges::find(people, who) != people.end();
}

}  // namespace

/// Named in the settings, or met as an admin.
bool AnswerCommands::is_listed(const UserId& who) const {
    const auto* these = std::get_if<TheseDecide>(&policy_.approvers);
    return contains(policy_.admins.people, who) || (these && contains(these->people, who)) ||
           contains(deps_.settings.now().admins_met, who);
}

/// Who it is is asked, but a directory that is throttled or hangs does not keep the switch from working: then what was
/// known last counts, or that the settings name him. All that this can do is to leave requests to people.
Async<std::optional<AnswerCommands::Speaker>> AnswerCommands::speaker_for_off(const CommandArrived& said) {
    const auto& who = said.from.who;
    if (said.team != policy_.home) co_return co_await speaker(who, said.team);
    const auto before = known_.find(who);
    auto remembered = before != known_.end() ? std::optional{before->second} : std::nullopt;
    const auto& met = deps_.settings.now().admins_met;
    if (!remembered && is_listed(who))
        remembered = Person{.id = who, .team = policy_.home, .workspace_admin = contains(met, who)};
    std::optional<Outcome<Person>> person;
    if (remembered)
        person = co_await async::within(deps_.clock.deadline_in(who_quickly),
                                        deps_.directory.person(who, rights_are_fresh_for));
    else
        person = co_await deps_.people.person(who, deps_.clock.now() + who_at_all);
    const bool nobody = person && !*person && person->error().kind == Trouble::not_found;
    if (person && *person) {
        if (!is_full_member(**person, policy_.home)) {
            known_.erase(who);
            deps_.log.info("command.ignored", "Somebody spoke who is no full member", {{"by", who.value}});
            co_return std::nullopt;
        }
        co_return rights_of(**person);
    }
    if (nobody || !remembered) {
        deps_.log.warning("command.unknown_person", "Somebody spoke, and it could not be checked who it is",
                          {{"by", who.value}, {"why", person ? person->error().what : deps_.people.why_not_yet(who)}});
        co_return std::nullopt;
    }
    deps_.log.warning("off.not_asked", "Somebody switches off, and it could not be asked anew who it is",
                      {{"by", who.value}});
    co_return rights_of(std::move(*remembered));
}

bool AnswerCommands::may_switch_off(const Speaker& speaker, const CommandArrived& said) const {
    if (speaker.admin || speaker.person.workspace_admin) return true;
    if (!speaker.approver) return false;
    if (!std::holds_alternative<ChannelDecides>(policy_.approvers)) return true;
    return !said.direct && is_registered(deps_.settings.now(), said.channel);
}

bool AnswerCommands::is_overtaken(const Settings& settings, const MessageTs& said) const {
    return written_before(said, later_of(settings.last_off, deps_.unattended.off_latch().said()));
}

Words AnswerCommands::overtaken(const CommandArrived& said) const {
    auto words = state_in_words() << " What you said";
    if (said.written) words << " at " << At{*said.written};
    return words << " (" << Code{said.text}
                 << ") is older than the last switching off, so nothing was changed. Say it again if it still holds.";
}

Async<void> AnswerCommands::switch_off(CommandArrived said, ChatCommand command) {
    // Never refused for being too many; only the answers are.
    OneAtATime::Place place{at_work_, said.from.who};
    const auto releases = deps_.unattended.off_latch().releases();
    const auto known = co_await speaker_for_off(said);
    // What follows until the latch is set, or it is clear that it will not be, waits for nothing.
    auto standstill = std::exchange(said.standstill, nullptr);
    if (!known) co_return;
    deps_.log.info("command", "A command",
                   {{"by", said.from.who.value}, {"channel", said.channel.value}, {"text", said.text}});
    if (!may_switch_off(*known, said)) {
        standstill.reset();
        if (!place.is_free()) co_return co_await one_too_many(said, place);
        auto words = known->has_rights() ? state_in_words() << " " : Words{};
        if (known->approver)
            words << "Approvers switch it off in a registered channel, admins anywhere. ";
        else
            words << "Only admins and approvers may do that. ";
        co_return co_await reply(said, {words << in_words(policy_.admins), false});
    }
    // Not late: it arrived first, and while its author was looked up somebody spoke who spoke later.
    const auto& latched = deps_.unattended.off_latch();
    if (latched.releases() != releases && written_before(said.ts, latched.released_by())) {
        standstill.reset();
        if (!place.is_free()) co_return co_await one_too_many(said, place);
        co_return co_await reply(said, {schedule_in_words() << " It was enabled after you said " << Code{said.text}
                                                            << "; say it again if it is to be off.",
                                        false});
    }
    const bool was_on = deps_.unattended.is_on();
    const bool said_before = deps_.unattended.off_latch().waits();
    const auto number = deps_.unattended.off_latch().set(said.ts, deps_.clock.wall());
    standstill.reset();
    deps_.log.info("schedule.off_said", "Somebody switches auto-approval off: it is off in this process from now on",
                   {{"by", said.from.who.value}});
    const bool clears = std::holds_alternative<AutoApproveClear>(command);
    const auto storing = std::make_shared<Storing>();
    storing->before = deps_.settings.now().schedule;
    deps_.tasks.start([this, by = said.from.who, admin = known->admin, clears, number, storing] {
        return store_off(*this, by, admin, clears, number, storing);
    });
    co_await async::within(deps_.clock.deadline_in(store_quickly), until_seen(storing));

    Words words = state_in_words();
    if (!storing->stored)
        words = Words{} << Strong{"Auto-approve is OFF."} << " OFF in this process; not stored yet ("
                        << (storing->trouble.empty() ? "the store has not answered" : storing->trouble)
                        << "). It holds as long as I run, and I keep trying to store it; you are told when it is.";
    const auto& before = storing->before;
    const bool changed = before && ((before->enabled && !said_before) || clears);
    if (changed) {
        words << " " << Mention{said.from.who};
        if (clears)
            words << " cleared the auto-approve schedule; it was " << Code{before->text}
                  << (before->enabled ? " (enabled)." : " (disabled).") << " People decide every request.";
        else
            words << " disabled auto-approval; it was enabled.";
    }
    words << calls_under_way();
    if (storing->stored) words << " " << what_that_means();
    if (!storing->stored)
        deps_.tasks.start([this, to = said.from, storing] { return tell_when_stored(*this, to, storing); });
    if (changed || was_on) {
        auto answer = announce(said, std::move(words));
        if (place.is_free()) co_return co_await reply(said, std::move(answer));
        if (answer.announced) deps_.announcer.in_channel(said.channel, answer.words);
        co_return;
    }
    if (!place.is_free()) co_return co_await one_too_many(said, place);
    const bool read_here = said.direct || is_registered(deps_.settings.now(), said.channel);
    co_await reply(said, {std::move(words), read_here});
}

Async<void> AnswerCommands::until_seen(std::shared_ptr<Storing> storing) {
    while (!storing->seen && storing->trouble.empty()) co_await storing->moves.wait();
}

/// Until it is stored, or until somebody has enabled it later. One commit serves all who wait.
Async<void> AnswerCommands::store_off(AnswerCommands& self, UserId by, bool admin, bool clears, OffLatch::Number number,
                                      std::shared_ptr<Storing> storing) {
    auto& latch = self.deps_.unattended.off_latch();
    auto turn = self.off_line_.queue();
    co_await turn.mine();
    for (;;) {
        std::optional<StoredSchedule> before;
        const auto now = self.deps_.clock.wall();
        const auto stored = co_await self.deps_.settings.amend([&](Settings settings) {
            before = settings.schedule;
            settings.last_off = later_of(settings.last_off, latch.said());
            if (admin && !contains(settings.admins_met, by)) settings.admins_met.push_back(by);
            if (latch.overruled(number) || !settings.schedule) return settings;
            if (clears) {
                settings.schedule.reset();
            } else if (settings.schedule->enabled) {
                settings.schedule->enabled = false;
                settings.schedule->by = by;
                settings.schedule->changed_at = now;
            }
            return settings;
        });
        if (stored) {
            storing->before = before;
            break;
        }
        storing->trouble = for_people(stored.error());
        storing->moves.wake_all();
        self.deps_.log.error("schedule.off_not_stored",
                             "Auto-approval is off in this process, and that could not be stored",
                             {{"by", by.value}, {"why", stored.error().what}});
        co_await self.deps_.clock.sleep_for(store_again);
    }
    latch.stored(number);
    storing->stored = true;
    const auto& before = storing->before;
    if (before && (before->enabled || clears))
        self.deps_.log.info(clears ? "schedule.cleared" : "schedule.disabled",
                            clears ? "The schedule was cleared" : "Auto-approval was disabled",
                            {{"by", by.value}, {"schedule", before->text}});
    storing->seen = true;
    storing->moves.wake_all();
}

Async<void> AnswerCommands::tell_when_stored(AnswerCommands& self, ReplyTo to, std::shared_ptr<Storing> storing) {
    while (!storing->seen) co_await storing->moves.wait();
    co_await self.say_to_one(to, {self.state_in_words() << " That you switched it off is stored now.", false});
}

/// What was sent before cannot be called back; nothing more is sent.
Words AnswerCommands::calls_under_way() const {
    constexpr std::size_t most_named = 5;
    Words named;
    std::size_t count = 0;
    for (const auto& [id, life] : deps_.records.lives()) {
        const auto* submitting = std::get_if<Submitting>(&life.stage);
        if (!submitting || submitting->claim.calls == 0 || !std::holds_alternative<BySchedule>(submitting->claim.by))
            continue;
        if (++count > most_named) continue;
        const auto& facts = life.facts;
        named << (count == 1 ? "" : ", ") << (facts.user.empty() ? "somebody" : facts.user)
              << (facts.computer.empty() ? std::string{} : " on " + facts.computer) << " ("
              << (facts.application.empty() ? facts.path : facts.application) << ")";
    }
    if (count == 0) return {};
    auto words = Words{} << " " << Strong{"Already under way"}
                         << " to Privilege Manager, and not called back: " << named;
    if (count > most_named) words << " and " << std::to_string(count - most_named) << " more";
    return std::move(words) << ".";
}

}  // namespace privman
