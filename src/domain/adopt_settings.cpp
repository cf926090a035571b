#include "domain/adopt_settings.hpp"

#include "domain/match.hpp"

#include <algorithm>

namespace privman {

namespace {

bool never_seen(const DocumentMark& mark) { return mark == DocumentMark{}; }

/// Dates decide when there are two, because versions begin again at 1 after a deletion. In doubt it is older: an old
/// copy that passes for a new one could switch on again what was switched off.
bool is_older(std::uint64_t version, const std::optional<WallTime>& modified, const DocumentMark& mark) {
    if (modified && mark.modified && *modified != *mark.modified) return *modified < *mark.modified;
    if (mark.version == 0 && mark.modified) return true;
    return version < mark.version;
}

std::string older_than_known(const std::string& name, std::uint64_t version, const DocumentMark& mark) {
    const auto known = mark.version == 0 ? std::string{"its deletion"} : "version " + std::to_string(mark.version);
    return "AWS shows version " + std::to_string(version) + " of " + name + ", which is older than " + known +
           ". That usually passes within seconds; if it was deleted and made anew, save it once more in the console.";
}

std::string missing(const std::string& name) {
    return "AWS does not show " + name + " any more. Two minutes without it count as deleted by hand.";
}

/// What a reading says against what is known. Exactly one of them is set, or neither: nothing new.
template <class Content>
struct Judgement {
    const DocumentFound<Content>* fresh = nullptr;
    bool deleted = false;
    std::optional<std::string> doubt;
};

/// Moves the mark to what was seen.
template <class Content>
Judgement<Content> judge(const DocumentRead<Content>& read, DocumentMark& mark, WallTime now) {
    return std::visit(
        match{
            [&](const DocumentFound<Content>& found) -> Judgement<Content> {
                if (is_older(found.version, found.modified, mark))
                    return {.doubt = older_than_known(read.name, found.version, mark)};
                const bool other_date = found.modified && mark.modified && *found.modified != *mark.modified;
                if (found.version == mark.version && !mark.unread && !other_date) return {};
                mark = {.version = found.version, .modified = found.modified};
                return {.fresh = &found};
            },
            [&](const DocumentMissing& gone) -> Judgement<Content> {
                if (mark.version == 0) return {};
                if (gone.length < missing_means_deleted) return {.doubt = missing(read.name)};
                mark = {.version = 0, .modified = now - gone.length};
                return {.deleted = true};
            },
            [&](const DocumentUnreadable& unreadable) -> Judgement<Content> {
                const bool seen = unreadable.version != 0;
                // Remembered, so that a late copy of what stood there before does not pass for the present.
                if (seen && !is_older(unreadable.version, unreadable.modified, mark))
                    mark = {.version = unreadable.version, .modified = unreadable.modified, .unread = true};
                return {.doubt = unreadable.why};
            },
        },
        read.what);
}

std::string in_words(const ChannelList& channels) {
    std::string all;
    for (const auto& channel : channels) all += (all.empty() ? "" : ", ") + channel.value;
    return all.empty() ? "none" : all;
}

std::string in_words(const MaybeSchedule& schedule) {
    if (!schedule) return "none";
    return schedule->text + (schedule->enabled ? " (enabled)" : " (disabled)");
}

void adopt_channels(Settings& settings, const DocumentRead<ChannelList>& read, WallTime now, SettingsDoubt& doubt) {
    const auto before = ids_of(settings.channels);
    const bool first = never_seen(settings.channels_document) && before.empty() && !settings.ever_had_channels;
    const auto judgement = judge(read, settings.channels_document, now);
    doubt.channels = judgement.doubt;
    if (!judgement.fresh && !judgement.deleted) return;
    const auto after = judgement.deleted ? ChannelList{} : judgement.fresh->content;
    settings.channels = registered(after, settings.channels, now);
    settings.ever_had_channels = true;
    if (!first && after != before) keep(settings, hand_edit(before, after, settings.channels_document.version, now));
}

void adopt_schedule(Settings& settings, const DocumentRead<MaybeSchedule>& read, WallTime now, SettingsDoubt& doubt) {
    const auto before = settings.schedule;
    const auto mark_before = settings.schedule_document;
    const auto judgement = judge(read, settings.schedule_document, now);
    doubt.schedule = judgement.doubt;
    if (!judgement.fresh && !judgement.deleted) return;
    auto after = judgement.deleted ? MaybeSchedule{} : judgement.fresh->content;
    if (after == before && !mark_before.unread) return;
    if (never_seen(mark_before) && !before) {
        if (after && after->enabled) after->enabled_at = std::min(after->enabled_at.value_or(now), now);
        settings.schedule = std::move(after);
        return;
    }
    if (after && after->enabled) after->enabled_at = now;
    settings.schedule = after;
    keep(settings, hand_edit(before, after, settings.schedule_document.version, now));
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

}  // namespace privman
