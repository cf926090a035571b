#include "settings/own_puts.hpp"

#include "settings/settings_documents.hpp"

#include <algorithm>
#include <utility>

namespace privman::settings {

namespace {

constexpr std::size_t most_tries = 16;

template <class Tried>
void forget_unless_after(Tried& tried, std::uint64_t version) {
    if (tried.after != version) tried.contents.clear();
    tried.after = version;
}

template <class Tried, class Content>
void remember(Tried& tried, std::uint64_t after, const Content& content) {
    forget_unless_after(tried, after);
    if (tried.contents.size() >= most_tries) tried.contents.erase(tried.contents.begin());
    tried.contents.push_back(content);
}

/// Those of the tries that the reading shows; nothing when it shows nothing new, or something else.
template <class Tried, class Content, class Document>
auto* shown(Tried& tried, const DocumentRead<Content>& read, std::uint64_t known, Document document) {
    forget_unless_after(tried, known);
    const auto* found = std::get_if<DocumentFound<Content>>(&read.what);
    const auto none = tried.contents.end();
    const auto same = !found || found->version <= known
                          ? none
                          : std::ranges::find(tried.contents, document(found->content), document);
    return same == none ? nullptr : &*same;
}

template <class Content>
DocumentMark mark_of(const DocumentRead<Content>& read) {
    const auto& found = std::get<DocumentFound<Content>>(read.what);
    return {.version = found.version, .modified = found.modified, .of = read.of};
}

void keep_as_ours(Settings& settings, HandEdit edit) {
    edit.ours = true;
    keep(settings, std::move(edit));
}

/// Compared as they are written: that is what came back.
struct AsDocument {
    std::string operator()(const ChannelList& list) const { return channels_document(list); }
    std::string operator()(const std::vector<RegisteredChannel>& list) const { return channels_document(ids_of(list)); }
    std::string operator()(const MaybeSchedule& schedule) const { return schedule_document(schedule); }
};

}  // namespace

void OwnPuts::will_write_channels(std::uint64_t known, const std::vector<RegisteredChannel>& wanted) {
    remember(channels_, known, wanted);
}

void OwnPuts::will_write_schedule(std::uint64_t known, const MaybeSchedule& wanted) {
    remember(schedule_, known, wanted);
}

void OwnPuts::switched_off() {
    std::erase_if(schedule_.contents, [](const MaybeSchedule& tried) { return tried && tried->enabled; });
}

void OwnPuts::removed(const std::vector<ChannelId>& channels) {
    std::erase_if(channels_.contents, [&](const std::vector<RegisteredChannel>& tried) {
        return std::ranges::any_of(channels, [&](const ChannelId& id) {
            return std::ranges::find(tried, id, &RegisteredChannel::id) != tried.end();
        });
    });
}

void OwnPuts::was_refused(SettingsDocument document) {
    if (document == SettingsDocument::channels && !channels_.contents.empty()) channels_.contents.pop_back();
    if (document == SettingsDocument::schedule && !schedule_.contents.empty()) schedule_.contents.pop_back();
}

Settings OwnPuts::recognised(Settings known, const DocumentsRead& read, WallTime now) {
    if (const auto* ours = shown(channels_, read.channels, known.channels_document.version, AsDocument{})) {
        auto edit = hand_edit(ids_of(known.channels), ids_of(*ours), 0, now);
        known.channels_document = mark_of(read.channels);
        edit.version = known.channels_document.version;
        known.channels = *ours;
        known.ever_had_channels = true;
        keep_as_ours(known, std::move(edit));
    }
    if (const auto* ours = shown(schedule_, read.schedule, known.schedule_document.version, AsDocument{})) {
        auto edit = hand_edit(known.schedule, *ours, 0, now);
        known.schedule_document = mark_of(read.schedule);
        edit.version = known.schedule_document.version;
        known.schedule = *ours;
        known.off_here.reset();
        // What came meanwhile was promised to people.
        if (known.schedule && known.schedule->enabled) known.schedule->enabled_at = now;
        if (edit.before != edit.after) keep_as_ours(known, std::move(edit));
    }
    return known;
}

}  // namespace privman::settings
