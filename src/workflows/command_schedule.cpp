// autoapprove set, enable, status: the schedule outside which the bot answers by itself. Switching off stands in
// command_off.
#include "domain/business_hours.hpp"
#include "domain/loose_schedule.hpp"
#include "domain/next_switch.hpp"
#include "domain/phrases.hpp"
#include "domain/schedule_text.hpp"
#include "domain/zones_meant.hpp"
#include "workflows/answer_commands.hpp"
#include "workflows/mind_store.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

Words quoted_or_none(const std::optional<StoredSchedule>& schedule) {
    if (!schedule) return Words{"none"};
    return Words{} << Code{schedule->text} << (schedule->enabled ? " (enabled)" : " (disabled)");
}

/// What was typed, when every later reading of it gives these very hours; else their usual spelling.
std::string text_to_store(const BusinessHours& hours, const std::string& typed) {
    const auto read = parse_schedule(typed);
    return read && *read == hours ? typed : spelling(hours);
}

}  // namespace

/// The first words of every answer about the schedule.
Words AnswerCommands::state_in_words() const {
    return Words{} << Strong{deps_.unattended.is_on() ? "Auto-approve is ON." : "Auto-approve is OFF."};
}

Words AnswerCommands::schedule_in_words() const { return state_and_what_holds_it() << what_that_means(); }

/// Switched on, and nothing comes of it: why, on a line of its own right after the state.
Words AnswerCommands::state_and_what_holds_it() const {
    constexpr std::size_t most_named = 5;
    const auto why = what_holds_it();
    const auto limits = deps_.unattended.is_on() ? deps_.unattended.limits_reached() : std::vector<std::string>{};
    if (why.empty() && limits.empty()) return state_in_words() << " ";
    auto words = state_in_words() << NewLine{};
    if (!why.empty()) {
        words << Strong{"Nothing is approved automatically now: "};
        for (std::size_t i = 0; i < why.size(); ++i) words << (i == 0 ? "" : "; ") << why[i];
        words << ".";
    }
    if (!limits.empty()) {
        if (!why.empty()) words << " ";
        words << Strong{"The limit is reached"} << " for ";
        for (std::size_t i = 0; i < std::min(limits.size(), most_named); ++i)
            words << (i == 0 ? "" : ", ") << Code{limits[i]};
        if (limits.size() > most_named) words << " and " << std::to_string(limits.size() - most_named) << " more";
        words << ": what they ask for waits for people.";
    }
    return std::move(words) << NewLine{};
}

/// Each as a clause; none while it is off.
std::vector<Words> AnswerCommands::what_holds_it() const {
    std::vector<Words> all;
    const auto& records = deps_.records;
    const auto& schedule = deps_.settings.now().schedule;
    if (!deps_.unattended.is_on() || !schedule) return all;
    if (deps_.unattended.pauses())
        all.push_back(Words{"it pauses, because Slack counts more connections of this app than this process has"});
    if (schedule->enabled_at && *schedule->enabled_at > deps_.clock.wall())
        all.push_back(Words{"it was enabled at "} << At{*schedule->enabled_at}
                                                  << ", which lies ahead of this machine's clock; say "
                                                  << Code{"autoapprove enable"} << " once more");
    if (deps_.unattended.policy().limit == 0 || deps_.unattended.policy().limit_computer == 0)
        all.push_back(Words{"AUTO_APPROVE_LIMIT allows none"});
    if (!deps_.unattended.can_read_schedule()) all.push_back(Words{"its hours or its time zone cannot be read"});
    if (const auto clocks = deps_.clock_check.disagreement_with_chat()) all.push_back(Words{*clocks});
    if (const auto why = why_not_stored(records)) all.push_back(Words{"nothing can be stored (" + *why + ")"});
    if (const auto& sight = deps_.watch.sight(); sight.said_blind)
        all.push_back(Words{"Privilege Manager cannot be read (" +
                            (sight.trouble ? sight.trouble->what : std::string{"it does not answer"}) + ")"});
    return all;
}

Words AnswerCommands::what_that_means() const {
    const auto& doubt = deps_.settings.doubt().schedule;
    const auto& off = deps_.settings.now().off_here;
    Words words;
    if (deps_.unattended.off_latch().waits())
        words << "OFF in this process; not stored yet. It holds as long as I run, and I keep trying to store it."
              << NewLine{};
    if (off)
        words << "OFF here; AWS could not be told. " << Strong{"Switched off here at once. "}
              << "AWS could not be told: " << off->why << " It stays off, whatever stands there now, until "
              << Code{"autoapprove enable"} << " or until somebody switches it on in AWS anew." << NewLine{};
    if (!doubt) return words << schedule_as_known();
    return words << Strong{"Nothing is approved automatically now. "} << *doubt << NewLine{}
                 << "Last known: " << schedule_as_known();
}

/// Both sides in words, and the next switch: what somebody must know before he relies on it.
Words AnswerCommands::schedule_as_known() const {
    const auto& schedule = deps_.settings.now().schedule;
    if (!schedule)
        return Words{"No schedule is set: people decide every request. For example: "}
               << Code{with_zone("autoapprove set mon-fri 08:00-17:00 America/Chicago", {})};
    const auto hours = parse_schedule(schedule->text);
    if (!hours)
        return Words{"The stored schedule "} << Code{schedule->text} << " cannot be read (" << hours.error().why
                                             << "), so nothing is approved automatically. Set it again.";
    const auto now = deps_.clock.wall();
    const SpanAt span_at = [this, &hours](WallTime when) -> std::optional<ZoneSpan> {
        const auto span = deps_.zones.span_at(hours->zone, when);
        if (!span) return std::nullopt;
        return *span;
    };
    const auto span = span_at(now);
    if (!span)
        return Words{"The time zone "} << Code{hours->zone}
                                       << " is not known here, so nothing is approved automatically.";
    if (closed_per_week(*hours) == std::chrono::minutes{0})
        return Words{"People decide at every hour (" + in_words(*hours) +
                     "), so nothing is ever approved automatically."};
    auto words =
        Words{"People decide " + in_words(*hours) + "; outside that, " + std::to_string(closed_percent(*hours)) +
              " % of the week, requests are approved " + in_words(deps_.unattended.policy().grant) + "."};
    if (!schedule->enabled)
        words << " This is switched off: people decide every request until " << Code{"autoapprove enable"} << ".";
    const bool open = open_at(*hours, *span, now);
    words << NewLine{} << (open ? "Now is inside business hours" : "Now is outside business hours");
    if (const auto next = next_switch(*hours, now, span_at))
        words << (open ? "; they end " : "; they begin ") << At{*next} << ".";
    else
        words << ", and that does not change.";
    return words;
}

bool AnswerCommands::closed_now(const BusinessHours& hours) const {
    const auto now = deps_.clock.wall();
    const auto span = deps_.zones.span_at(hours.zone, now);
    return span && !open_at(hours, *span, now);
}

std::optional<LocalMoment> AnswerCommands::today_in(const std::string& zone) const {
    const auto now = deps_.clock.wall();
    const auto span = deps_.zones.span_at(zone, now);
    if (!span) return std::nullopt;
    return local(*span, now);
}

AnswerCommands::Reply AnswerCommands::announce(const CommandArrived& said, Words words) {
    const bool here = !said.direct && is_registered(deps_.settings.now(), said.channel);
    if (here)
        deps_.announcer.everywhere_but(said.channel, words);
    else
        deps_.announcer.everywhere(words);
    return {.words = std::move(words), .in_public = here || said.direct, .announced = here};
}

/// Only what has one meaning is stored; everything else is asked back.
Async<AnswerCommands::Reply> AnswerCommands::set_schedule(const CommandArrived& said, const Speaker& speaker,
                                                          const AutoApproveSet& command) {
    const auto meant = zones_meant(command.hours.zone, policy_.zone_names);
    if (meant.zones.empty()) co_return unknown_zone_in(said, command.hours.zone);
    std::vector<AutoApproveSet> readings;
    const auto add = [&](BusinessHours hours) {
        for (const auto& known : readings)
            if (known.hours == hours) return;
        auto text = text_to_store(hours, command.text);
        readings.push_back({std::move(hours), std::move(text)});
    };
    std::string why;
    for (const auto& zone : meant.zones) {
        auto all = command.others;
        all.insert(all.begin(), command.hours);
        for (auto& hours : all) {
            hours.zone = zone;
            if (!deps_.zones.span_at(zone, deps_.clock.wall())) co_return unknown_zone_in(said, zone);
            // The last of several meanings of a word is not likely enough to be explained.
            if (const auto odd = looks_inverted(hours); odd && (why.empty() && command.others.empty())) why = *odd;
            if (auto turned = turned_round(hours)) add(std::move(*turned));
            add(std::move(hours));
        }
    }
    if (!meant.certain) why = "that zone may mean several places";
    if (!command.others.empty()) why = "those hours may mean several things";
    const auto& stored = deps_.settings.now().schedule;
    const auto until_now = stored ? parse_schedule(stored->text) : std::unexpected{ScheduleFault{}};
    const bool closed_already = until_now && closed_now(*until_now);
    if (why.empty() && deps_.unattended.is_on() && !closed_already && closed_now(readings.front().hours))
        why = "it is on now, and by these hours nobody would decide at this moment";
    if (why.empty()) co_return co_await store_schedule(said, speaker, readings.front());
    co_return ask_which(speaker, why, std::move(readings));
}

Async<AnswerCommands::Reply> AnswerCommands::store_schedule(const CommandArrived& said, const Speaker& speaker,
                                                            const AutoApproveSet& command) {
    const auto now = deps_.clock.wall();
    std::optional<StoredSchedule> old;
    bool too_old = false;
    const auto stored = co_await deps_.settings.amend([&](Settings settings) {
        old = settings.schedule;
        too_old = is_overtaken(settings, said.ts);
        if (too_old) return settings;
        // Setting never switches on: a schedule is looked at before it is let loose.
        settings.schedule =
            StoredSchedule{.text = command.text, .enabled = false, .by = speaker.person.id, .changed_at = now};
        return settings;
    });
    if (!stored) co_return Reply{state_in_words() << " " << not_changed(stored.error())};
    if (too_old) co_return Reply{overtaken(said), false};
    deps_.log.info("schedule.set", "The schedule was set",
                   {{"by", speaker.person.id.value}, {"schedule", command.text}, {"old", old ? old->text : ""}});
    co_return announce(said, state_in_words()
                                 << " " << Mention{speaker.person.id} << " set the auto-approve schedule to "
                                 << Code{command.text} << " (switched off until enabled); it was "
                                 << quoted_or_none(old) << ". " << what_that_means());
}

Async<AnswerCommands::Reply> AnswerCommands::enable_schedule(const CommandArrived& said, const Speaker& speaker) {
    if (!deps_.settings.now().schedule) co_return Reply{schedule_in_words()};
    const auto now = deps_.clock.wall();
    bool was_on = false;
    bool too_old = false;
    const auto stored = co_await deps_.settings.amend([&](Settings settings) {
        too_old = is_overtaken(settings, said.ts);
        if (!settings.schedule || too_old) return settings;
        // What was switched off only in this process begins anew as well.
        // And so does one that was stamped by a clock that was ahead: it would hold until that time comes.
        const auto& at = settings.schedule->enabled_at;
        was_on =
            settings.schedule->enabled && !deps_.unattended.off_latch().holds(settings.schedule) && (!at || *at <= now);
        if (was_on) return settings;
        settings.schedule->enabled = true;
        settings.schedule->enabled_at = now;
        settings.schedule->by = speaker.person.id;
        settings.schedule->changed_at = now;
        return settings;
    });
    if (!stored) co_return Reply{state_in_words() << " " << not_changed(stored.error())};
    // Somebody may have said off since, while this one was being stored: that one was said later, and counts.
    if (too_old || is_overtaken(*stored, said.ts)) co_return Reply{overtaken(said), false};
    if (stored->schedule) deps_.unattended.off_latch().release(said.ts);
    if (was_on || !stored->schedule) co_return Reply{schedule_in_words()};
    deps_.log.info("schedule.enabled", "Auto-approval was enabled",
                   {{"by", speaker.person.id.value}, {"schedule", stored->schedule->text}});
    co_return announce(said, state_and_what_holds_it()
                                 << Mention{speaker.person.id} << " enabled auto-approval; it was disabled. "
                                 << what_that_means() << what_ratings_hold());
}

/// So that nobody is surprised in the morning by what the night has left to them.
Words AnswerCommands::what_ratings_hold() const {
    const auto [held, all] = deps_.unattended.held_by_ratings();
    if (held == 0) return {};
    std::string accepted;
    for (const auto& rating : deps_.unattended.policy().ratings) accepted += (accepted.empty() ? "" : ", ") + rating;
    return Words{" Ratings other than " + accepted + " wait for people: " + std::to_string(held) + " of the " +
                 std::to_string(all) + " requests of the last minutes and days that I have at hand would have."};
}

}  // namespace privman
