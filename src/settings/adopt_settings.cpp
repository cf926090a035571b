#include "settings/adopt_settings.hpp"

#include "domain/match.hpp"

#include <algorithm>

namespace privman::settings {

std::string in_words(const ChannelList& channels) {
    std::string all;
    for (const auto& channel : channels) all += (all.empty() ? "" : ", ") + channel.value;
    return all.empty() ? "none" : all;
}

std::string in_words(const MaybeSchedule& schedule) {
    if (!schedule) return "none";
    return schedule->text + (schedule->enabled ? " (enabled)" : " (disabled)");
}

bool says_the_same(const MaybeSchedule& one, const MaybeSchedule& other) {
    if (!one || !other) return one.has_value() == other.has_value();
    return one->text == other->text && one->enabled == other->enabled;
}

namespace {

bool never_seen(const DocumentMark& mark) { return mark.version == 0 && !mark.modified && !mark.unread; }

/// Dates decide when there are two, because versions begin again at 1 after a deletion. In doubt it is older: an old
/// copy that passes for a new one could switch on again what was switched off.
bool is_older(std::uint64_t version, const std::optional<WallTime>& modified, const DocumentMark& mark) {
    if (modified && mark.modified && *modified != *mark.modified) return *modified < *mark.modified;
    if (mark.version == 0 && mark.modified) return true;
    return version < mark.version;
}

std::string older_than_known(const std::string& name, std::uint64_t version, const DocumentMark& mark, bool dated) {
    const auto known = mark.version == 0 ? std::string{"its deletion"} : "version " + std::to_string(mark.version);
    return "AWS shows version " + std::to_string(version) + " of " + name + ", which is older than " + known +
           ". That usually passes within seconds; if it was deleted and made anew, " +
           (dated && mark.modified ? "save it once more in the console."
                                   : "delete it in the console, wait three minutes, and make it once more.");
}

std::string missing(const std::string& name) {
    return "AWS does not show " + name + " any more. Two minutes without it count as deleted by hand.";
}

std::string not_shown_yet(const std::string& name) {
    return "AWS does not show " + name + ", and one look is not enough to call that empty.";
}

std::string other_content(const std::string& name, std::uint64_t version) {
    return "AWS shows something else as version " + std::to_string(version) + " of " + name +
           " than what I know as that version. Save it once more in the console.";
}

std::string unproven(const std::string& name) {
    return "Nothing is remembered here, and what AWS shows in " + name +
           " may be an old copy: it counts when it was shown for half a minute, and for what is asked from then on.";
}

/// What a reading says against what is known. Exactly one of them is set, or neither: nothing new.
template <class Content>
struct Judgement {
    const DocumentFound<Content>* fresh = nullptr;
    bool deleted = false;
    std::optional<std::string> doubt;
};

/// Moves the mark to what was seen. `same`: whether a content is the one that is known.
template <class Content, class Same>
Judgement<Content> judge(const DocumentRead<Content>& read, DocumentMark& mark, WallTime now, Same same) {
    return std::visit(
        match{
            [&](const DocumentFound<Content>& found) -> Judgement<Content> {
                if (is_older(found.version, found.modified, mark))
                    return {.doubt = older_than_known(read.name, found.version, mark, found.modified.has_value())};
                const bool other_date = found.modified && mark.modified && *found.modified != *mark.modified;
                if (found.version == mark.version && !mark.unread && !other_date) {
                    if (!same(found.content)) return {.doubt = other_content(read.name, found.version)};
                    // A put does not say its date, and without one nobody can tell what was made anew.
                    if (found.modified) mark.modified = found.modified;
                    mark.of = read.of;
                    return {};
                }
                mark = {.version = found.version,
                        .modified = found.modified,
                        .unproven = never_seen(mark) || mark.unproven,
                        .of = read.of};
                return {.fresh = &found};
            },
            [&](const DocumentMissing& gone) -> Judgement<Content> {
                if (mark.version == 0) return {};
                if (gone.length < missing_means_deleted) return {.doubt = missing(read.name)};
                // Our clock may be behind the one that dates the versions: no copy of what was deleted is later.
                const auto since = now - gone.length;
                mark = {.version = 0, .modified = std::max(mark.modified.value_or(since), since), .of = read.of};
                return {.deleted = true};
            },
            [&](const DocumentUnreadable& unreadable) -> Judgement<Content> {
                const bool seen = unreadable.version != 0;
                // Remembered, so that a late copy of what stood there before does not pass for the present.
                if (seen && !is_older(unreadable.version, unreadable.modified, mark))
                    mark = {.version = unreadable.version,
                            .modified = unreadable.modified,
                            .unread = true,
                            .unproven = never_seen(mark) || mark.unproven,
                            .of = read.of};
                return {.doubt = unreadable.why};
            },
        },
        read.what);
}

/// Marks that say nothing are of stores from before there was more than one document to mix up.
bool is_another(const DocumentMark& mark, const std::string& of) {
    return !never_seen(mark) && !mark.of.empty() && mark.of != of;
}

ChannelList without(ChannelList list, const ChannelList& these) {
    std::erase_if(list, [&](const ChannelId& id) { return std::ranges::find(these, id) != these.end(); });
    return list;
}

void adopt_channels(Settings& settings, const DocumentRead<ChannelList>& read, WallTime now, SettingsDoubt& doubt) {
    auto& mark = settings.channels_document;
    if (is_another(mark, read.of)) mark = {};
    const auto before = ids_of(settings.channels);
    const bool first = never_seen(mark) && before.empty() && !settings.ever_had_channels;
    const auto* gone = std::get_if<DocumentMissing>(&read.what);
    if (first && gone && gone->length < missing_means_empty) doubt.channels = not_shown_yet(read.name);
    if (first && gone) return;
    const auto& removed = settings.removed_here;
    const auto judgement = judge(read, mark, now, [&](const ChannelList& found) {
        return found == before || (removed && without(found, removed->channels) == before);
    });
    doubt.channels = judgement.doubt;
    if (!judgement.fresh && !judgement.deleted) return;
    auto after = judgement.deleted ? ChannelList{} : judgement.fresh->content;
    // What was written before it was unregistered here may arrive late.
    if (removed && !judgement.deleted && judgement.fresh->modified && *judgement.fresh->modified <= removed->since)
        after = without(std::move(after), removed->channels);
    else
        settings.removed_here.reset();
    settings.channels = registered(after, settings.channels, now);
    settings.ever_had_channels = true;
    if (!first && after != before) keep(settings, hand_edit(before, after, mark.version, now));
}

/// What we have written ourselves before it was switched off here may arrive late. Then it carries the moment of
/// `enable`, and no later date.
bool switches_on(const DocumentFound<MaybeSchedule>& found, const OffHere& off) {
    if (!found.content || !found.content->enabled_at) return true;
    return found.modified && *found.modified > off.since;
}

void leave_the_old_document(Settings& settings, WallTime now) {
    settings.schedule_document = {};
    if (!settings.schedule || !settings.schedule->enabled) return;
    const auto before = settings.schedule;
    settings.schedule->enabled = false;
    keep(settings, hand_edit(before, settings.schedule, 0, now));
    settings.hand_edits.back().moved = true;
}

void adopt_schedule(Settings& settings, const DocumentRead<MaybeSchedule>& read, WallTime now, SettingsDoubt& doubt) {
    auto& mark = settings.schedule_document;
    if (is_another(mark, read.of)) leave_the_old_document(settings, now);
    const auto before = settings.schedule;
    const auto mark_before = mark;
    const bool off_here = settings.off_here.has_value();
    const auto judgement =
        judge(read, mark, now, [&](const MaybeSchedule& found) { return off_here || says_the_same(found, before); });
    doubt.schedule = judgement.doubt;
    if (judgement.fresh || judgement.deleted) {
        auto after = judgement.deleted ? MaybeSchedule{} : judgement.fresh->content;
        const bool on = after && after->enabled;
        if (off_here && on && !switches_on(*judgement.fresh, *settings.off_here)) return;
        settings.off_here.reset();
        // Just the same again in a later version goes on as it was; after something unreadable it begins anew.
        const bool goes_on = after == before && !mark_before.unread && !never_seen(mark_before);
        if (on && !goes_on) after->enabled_at = now;
        settings.schedule = after;
        const bool nothing_remembered = settings.version == 0 && never_seen(mark_before) && !before;
        if (!nothing_remembered && !says_the_same(after, before))
            keep(settings, hand_edit(before, after, mark.version, now));
    }
    if (!mark.unproven) return;
    const auto* found = std::get_if<DocumentFound<MaybeSchedule>>(&read.what);
    const bool on = settings.schedule && settings.schedule->enabled;
    if (!judgement.doubt && found && found->length >= first_sight) {
        mark.unproven = false;
        if (on) settings.schedule->enabled_at = now;
    } else if (!judgement.doubt && on) {
        doubt.schedule = unproven(read.name);
    }
}

}  // namespace

AdoptedSettings adopt(Settings known, const DocumentsRead& read, WallTime now) {
    AdoptedSettings adopted{.settings = std::move(known), .doubt = {}};
    adopt_channels(adopted.settings, read.channels, now, adopted.doubt);
    adopt_schedule(adopted.settings, read.schedule, now, adopted.doubt);
    return adopted;
}

HandEdit hand_edit(const ChannelList& before, const ChannelList& after, std::uint64_t version, WallTime now) {
    HandEdit edit{.document = SettingsDocument::channels,
                  .version = version,
                  .before = in_words(before),
                  .after = in_words(after),
                  .noticed = now};
    std::ranges::copy_if(before, std::back_inserter(edit.removed),
                         [&](const ChannelId& id) { return std::ranges::find(after, id) == after.end(); });
    return edit;
}

HandEdit hand_edit(const MaybeSchedule& before, const MaybeSchedule& after, std::uint64_t version, WallTime now) {
    return {.document = SettingsDocument::schedule,
            .version = version,
            .before = in_words(before),
            .after = in_words(after),
            .noticed = now};
}

void keep(Settings& settings, HandEdit edit) {
    if (settings.hand_edits.size() >= most_hand_edits) settings.hand_edits.erase(settings.hand_edits.begin());
    settings.hand_edits.push_back(std::move(edit));
}

bool switches_off(const MaybeSchedule& before, const MaybeSchedule& after) {
    return before && before->enabled && !(after && after->enabled);
}

ChannelList ids_of(const std::vector<RegisteredChannel>& channels) {
    ChannelList ids;
    ids.reserve(channels.size());
    for (const auto& channel : channels) ids.push_back(channel.id);
    return ids;
}

std::vector<RegisteredChannel> registered(const ChannelList& ids, const std::vector<RegisteredChannel>& before,
                                          WallTime now) {
    std::vector<RegisteredChannel> all;
    all.reserve(ids.size());
    for (const auto& id : ids) {
        const auto known = std::ranges::find(before, id, &RegisteredChannel::id);
        all.push_back(known == before.end() ? RegisteredChannel{.id = id, .by = {}, .since = now} : *known);
    }
    return all;
}

}  // namespace privman::settings
