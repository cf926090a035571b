#include "settings/follow_settings.hpp"

#include <algorithm>

namespace privman::settings {

namespace {

/// Old copies are shown for seconds, and a document that was never seen before needs half a minute to be believed; that
/// is nobody's business. A doubt is said when the pass after the next finds it too.
constexpr unsigned passes_before_saying = 3;

constexpr const char* topic = "settings-doubt";

const char* name_of(SettingsDocument document) {
    return document == SettingsDocument::channels ? "channels" : "schedule";
}

Words in_words(const HandEdit& edit) {
    Words words;
    const bool channels = edit.document == SettingsDocument::channels;
    if (edit.moved)
        words << "The auto-approve schedule is kept in another parameter or region of AWS from now on, so automatic "
                 "approval is off until it is switched on there or by a command";
    else if (edit.ours)
        words << "A command about " << (channels ? "the registered channels" : "the auto-approve schedule")
              << ", whose end AWS had not told, has taken effect after all";
    else
        words << (channels ? "The registered channels were " : "The auto-approve schedule was ")
              << (edit.version == 0 ? "deleted" : "changed") << " in AWS, not by a command";
    words << ": it was " << Code{edit.before} << ", and is now " << Code{edit.after};
    if (edit.overwritten) words << " - which a command replaced at the same moment";
    words << ". Noticed " << At{edit.noticed} << ".";
    return words;
}

}  // namespace

Async<void> FollowSettings::run() {
    for (;;) {
        // A failure is said by whoever needs them; here it only means to look again.
        static_cast<void>(co_await deps_.settings.refresh());
        mind(channels_, deps_.settings.doubt().channels, "channels");
        mind(schedule_, deps_.settings.doubt().schedule, "schedule");
        say_pauses();
        co_await tell_edits();
        co_await deps_.clock.sleep_for(interval);
    }
}

/// What was told a pass ago has been said by now, or is given up: until then it stays on record, so that a crash
/// repeats it instead of losing it.
Async<void> FollowSettings::tell_edits() {
    if (!told_.empty()) {
        const auto stored = co_await deps_.settings.amend([this](Settings settings) {
            std::erase_if(settings.hand_edits,
                          [this](const HandEdit& edit) { return std::ranges::find(told_, edit) != told_.end(); });
            return settings;
        });
        if (!stored) co_return;
        told_.clear();
    }
    const auto edits = deps_.settings.now().hand_edits;
    for (const auto& edit : edits) {
        co_await tell(edit);
        told_.push_back(edit);
    }
}

Async<void> FollowSettings::tell(const HandEdit& edit) {
    deps_.log.warning(edit.ours ? "settings.changed_after_all" : "settings.edited_by_hand",
                      edit.ours ? "A change whose outcome was not known has taken effect"
                                : "Settings were changed in AWS, not by a command",
                      {{"document", name_of(edit.document)},
                       {"version", edit.version},
                       {"old", edit.before},
                       {"new", edit.after},
                       {"overwritten", edit.overwritten}});
    const auto words = in_words(edit);
    deps_.announcer.everywhere(words);
    for (const auto& channel : edit.removed) {
        if (is_registered(deps_.settings.now(), channel)) continue;
        const auto said = co_await deps_.board.say(channel, words, {});
        if (!said)
            deps_.log.warning("settings.not_told", "A channel that was removed by hand could not be told",
                              {{"channel", channel.value}, {"why", said.error().what}});
    }
}

void FollowSettings::mind(Doubt& doubt, const std::optional<std::string>& why, const char* document) {
    if (why && why != doubt.why)
        deps_.log.error("settings.in_doubt", "What AWS says about the settings cannot be trusted now",
                        {{"document", document}, {"why", *why}});
    if (!why && doubt.why)
        deps_.log.info("settings.trusted", "The settings in AWS can be trusted again", {{"document", document}});
    doubt.why = why;
    doubt.passes = why ? doubt.passes + 1 : 0;
}

void FollowSettings::say_pauses() {
    const auto& schedule = deps_.settings.now().schedule;
    if (schedule_.why && !schedule_.said && schedule_.passes >= passes_before_saying && schedule && schedule->enabled) {
        schedule_.said = true;
        deps_.announcer.everywhere(
            Words{"Automatic approval pauses, and people decide every request: "} << *schedule_.why, topic);
    }
    if (!schedule_.why && std::exchange(schedule_.said, false))
        deps_.announcer.everywhere(
            Words{"The auto-approve schedule can be read again. It is "}
                << (schedule ? Words{} << Code{schedule->text} << (schedule->enabled ? ", enabled." : ", disabled.")
                             : Words{"not set."}),
            topic);
}

Words in_words(const DocumentMark& mark, const std::string& what, const std::string& name) {
    auto words = Words{what + " kept in AWS, in "} << Code{name};
    if (mark.version == 0)
        words << (mark.modified ? " (deleted there)" : " (nothing stored yet)");
    else
        words << ", version " << std::to_string(mark.version);
    return words;
}

}  // namespace privman::settings
