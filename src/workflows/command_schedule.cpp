// autoapprove set, enable, disable, clear, status: the schedule outside which the bot answers by itself.
#include "domain/business_hours.hpp"
#include "domain/next_switch.hpp"
#include "domain/phrases.hpp"
#include "domain/schedule_text.hpp"
#include "workflows/answer_commands.hpp"

namespace privman {

namespace {

Words quoted_or_none(const std::optional<StoredSchedule>& schedule) {
    if (!schedule) return Words{"none"};
    return Words{} << Code{schedule->text} << (schedule->enabled ? " (enabled)" : " (disabled)");
}

}  // namespace

Words AnswerCommands::schedule_in_words() const {
    const auto& doubt = deps_.records.settings_doubt().schedule;
    const auto& off = deps_.records.settings().off_here;
    Words words;
    if (off)
        words << Strong{"Switched off here at once. "} << "AWS could not be told: " << off->why
              << " It stays off, whatever stands there now, until " << Code{"autoapprove enable"}
              << " or until somebody switches it on in AWS anew." << NewLine{};
    if (!doubt) return words << schedule_as_known();
    return words << Strong{"Nothing is approved automatically now. "} << *doubt << NewLine{}
                 << "Last known: " << schedule_as_known();
}

/// What became of it outside of the store is known only when it is read again. That this fails is in the doubt.
Async<void> AnswerCommands::see_what_became_of_it() { co_await deps_.records.refresh(); }

/// Both sides in words, and the next switch: what somebody must know before he relies on it.
Words AnswerCommands::schedule_as_known() const {
    const auto& schedule = deps_.records.settings().schedule;
    if (!schedule)
        return Words{"No schedule is set: people decide every request. For example: "}
               << Code{"autoapprove set mon-fri 08:00-17:00 America/Chicago"};
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

Async<AnswerCommands::Reply> AnswerCommands::set_schedule(const Speaker& speaker, const AutoApproveSet& command) {
    const auto now = deps_.clock.wall();
    if (!deps_.zones.span_at(command.hours.zone, now)) {
        const auto fault = unknown_zone(command.hours.zone, policy_.zone_names);
        co_return Reply{Words{"Not changed: "} << Code{fault.word} << " " << as_sentence_end(fault.why)
                                               << " For example: " << Code{"autoapprove set " + fault.example},
                        false};
    }
    std::optional<StoredSchedule> old;
    const auto stored = co_await deps_.records.amend_settings([&](Settings settings) {
        old = settings.schedule;
        // Setting never switches on: a schedule is looked at before it is let loose.
        settings.schedule =
            StoredSchedule{.text = command.text, .enabled = false, .by = speaker.person.id, .changed_at = now};
        return settings;
    });
    if (!stored) co_return Reply{not_changed(stored.error())};
    if (old && old->enabled) co_await see_what_became_of_it();
    deps_.log.info(
        "schedule.set", "The schedule was set",
        {{"by", speaker.person.id.value}, {"schedule", stored->schedule->text}, {"old", old ? old->text : ""}});
    deps_.announcer.everywhere(Words{} << Mention{speaker.person.id} << " set the auto-approve schedule to "
                                       << Code{stored->schedule->text} << " (switched off until enabled); it was "
                                       << quoted_or_none(old) << ".");
    co_return Reply{schedule_in_words()};
}

Async<AnswerCommands::Reply> AnswerCommands::switch_schedule(const Speaker& speaker, bool on) {
    if (!deps_.records.settings().schedule) co_return Reply{schedule_in_words()};
    const auto now = deps_.clock.wall();
    bool was_on = false;
    const auto stored = co_await deps_.records.amend_settings([&](Settings settings) {
        if (!settings.schedule) return settings;
        was_on = settings.schedule->enabled;
        if (was_on == on) return settings;
        settings.schedule->enabled = on;
        if (on) settings.schedule->enabled_at = now;
        settings.schedule->by = speaker.person.id;
        settings.schedule->changed_at = now;
        return settings;
    });
    if (!stored) co_return Reply{not_changed(stored.error())};
    if (was_on && !on) co_await see_what_became_of_it();
    if (was_on != on && stored->schedule) {
        deps_.log.info(on ? "schedule.enabled" : "schedule.disabled",
                       on ? "Auto-approval was enabled" : "Auto-approval was disabled",
                       {{"by", speaker.person.id.value}, {"schedule", stored->schedule->text}});
        deps_.announcer.everywhere(Words{} << Mention{speaker.person.id} << (on ? " enabled" : " disabled")
                                           << " auto-approval; it was " << (was_on ? "enabled" : "disabled") << ". "
                                           << schedule_in_words());
    }
    co_return Reply{schedule_in_words()};
}

Async<AnswerCommands::Reply> AnswerCommands::clear_schedule(const Speaker& speaker) {
    std::optional<StoredSchedule> old;
    const auto stored = co_await deps_.records.amend_settings([&](Settings settings) {
        old = settings.schedule;
        settings.schedule.reset();
        return settings;
    });
    if (!stored) co_return Reply{not_changed(stored.error())};
    if (old && old->enabled) co_await see_what_became_of_it();
    if (old) {
        deps_.log.info("schedule.cleared", "The schedule was cleared",
                       {{"by", speaker.person.id.value}, {"old", old->text}});
        deps_.announcer.everywhere(Words{} << Mention{speaker.person.id}
                                           << " cleared the auto-approve schedule; it was " << quoted_or_none(old)
                                           << ". People decide every request.");
    }
    co_return Reply{schedule_in_words()};
}

}  // namespace privman
