#include "stores/kept_members.hpp"
#include "stores/record.hpp"
#include "stores/record_parts.hpp"

namespace privman::stores {

namespace json = boost::json;

namespace {

json::object encoded_channel(const RegisteredChannel& channel) {
    json::object out{{"id", channel.id.value}, {"by", channel.by.value}, {"since", parts::encoded(channel.since)}};
    if (channel.shared) out["shared"] = true;
    if (channel.defaults_told != 0) out["defaults_told"] = channel.defaults_told;
    return out;
}

RegisteredChannel decoded_channel(const Fields& in) {
    return {.id = in.id<ChannelId>("id"),
            .by = in.id<UserId>("by"),
            .since = in.wall("since"),
            .shared = in.has("shared") && in.flag("shared"),
            .defaults_told = in.has("defaults_told") ? in.count<unsigned>("defaults_told") : 0};
}

json::object encoded_schedule(const StoredSchedule& schedule) {
    json::object out{{"text", schedule.text},
                     {"enabled", schedule.enabled},
                     {"by", schedule.by.value},
                     {"changed_at", parts::encoded(schedule.changed_at)}};
    if (schedule.enabled_at) out["enabled_at"] = parts::encoded(*schedule.enabled_at);
    return out;
}

StoredSchedule decoded_schedule(const Fields& in) {
    return {.text = in.text("text"),
            .enabled = in.flag("enabled"),
            .enabled_at = in.maybe_wall("enabled_at"),
            .by = in.id<UserId>("by"),
            .changed_at = in.wall("changed_at")};
}

json::object encoded_mark(const DocumentMark& mark) {
    json::object out{{"version", mark.version}, {"unread", mark.unread}};
    if (mark.modified) out["modified"] = parts::encoded(*mark.modified);
    if (mark.unproven) out["unproven"] = true;
    if (!mark.of.empty()) out["of"] = mark.of;
    return out;
}

DocumentMark decoded_mark(const Fields& in) {
    return {.version = in.count<std::uint64_t>("version"),
            .modified = in.maybe_wall("modified"),
            .unread = in.flag("unread"),
            .unproven = in.flag("unproven"),
            .of = in.text("of")};
}

json::object encoded_edit(const HandEdit& edit) {
    json::array removed;
    for (const auto& channel : edit.removed) removed.emplace_back(channel.value);
    json::object out{{"document", edit.document == SettingsDocument::channels ? "channels" : "schedule"},
                     {"version", edit.version},
                     {"before", edit.before},
                     {"after", edit.after},
                     {"removed", std::move(removed)},
                     {"overwritten", edit.overwritten},
                     {"noticed", parts::encoded(edit.noticed)}};
    if (edit.moved) out["moved"] = true;
    if (edit.ours) out["ours"] = true;
    return out;
}

HandEdit decoded_edit(const Fields& in) {
    const auto document = in.kind("document");
    if (document != "channels" && document != "schedule") in.wrong("document", "is no document");
    HandEdit edit{.document = document == "channels" ? SettingsDocument::channels : SettingsDocument::schedule,
                  .version = in.count<std::uint64_t>("version"),
                  .before = in.text("before"),
                  .after = in.text("after"),
                  .overwritten = in.flag("overwritten"),
                  .moved = in.flag("moved"),
                  .ours = in.flag("ours"),
                  .noticed = in.wall("noticed")};
    in.each_text("removed", [&edit](std::string id) { edit.removed.emplace_back(std::move(id)); });
    return edit;
}

/// Absent in every store that keeps its settings itself, and in all that were written before there was anything else.
json::object encoded_documents(const Settings& settings) {
    json::array edits;
    for (const auto& edit : settings.hand_edits) edits.push_back(encoded_edit(edit));
    json::object out{{"channels", encoded_mark(settings.channels_document)},
                     {"schedule", encoded_mark(settings.schedule_document)},
                     {"hand_edits", std::move(edits)}};
    if (settings.off_here)
        out["off_here"] =
            json::object{{"since", parts::encoded(settings.off_here->since)}, {"why", settings.off_here->why}};
    if (settings.removed_here) {
        json::array ids;
        for (const auto& channel : settings.removed_here->channels) ids.emplace_back(channel.value);
        out["removed_here"] = json::object{{"channels", std::move(ids)},
                                           {"since", parts::encoded(settings.removed_here->since)},
                                           {"why", settings.removed_here->why}};
    }
    return out;
}

void decode_documents(const Fields& in, Settings& settings) {
    settings.channels_document = decoded_mark(in.object("channels"));
    settings.schedule_document = decoded_mark(in.object("schedule"));
    if (in.has("off_here")) {
        const auto off = in.object("off_here");
        settings.off_here = OffHere{.since = off.wall("since"), .why = off.text("why")};
    }
    if (in.has("removed_here")) {
        const auto removed = in.object("removed_here");
        settings.removed_here = RemovedHere{.channels = {}, .since = removed.wall("since"), .why = removed.text("why")};
        removed.each_text("channels",
                          [&settings](std::string id) { settings.removed_here->channels.emplace_back(std::move(id)); });
    }
    in.each("hand_edits", [&settings](const Fields& edit) { settings.hand_edits.push_back(decoded_edit(edit)); });
}

bool has_documents(const Settings& settings) {
    return settings.channels_document != DocumentMark{} || settings.schedule_document != DocumentMark{} ||
           !settings.hand_edits.empty() || settings.off_here || settings.removed_here;
}

}  // namespace

std::string encode(const Settings& settings) {
    json::array channels;
    for (const auto& channel : settings.channels) channels.push_back(encoded_channel(channel));
    json::array admins;
    for (const auto& admin : settings.admins_met) admins.emplace_back(admin.value);
    json::object out{{"format", settings_format},
                     {"version", settings.version},
                     {"channels", std::move(channels)},
                     {"ever_had_channels", settings.ever_had_channels},
                     {"admins_met", std::move(admins)}};
    if (!settings.readings_named.empty()) {
        json::array named;
        for (const auto& mark : settings.readings_named) named.emplace_back(mark);
        out["readings_named"] = std::move(named);
    }
    if (settings.remembers_since) out["remembers_since"] = parts::encoded(*settings.remembers_since);
    if (settings.rated) out["rated"] = true;
    if (settings.schedule) out["schedule"] = encoded_schedule(*settings.schedule);
    if (!settings.last_off.empty()) out["last_off"] = settings.last_off.value;
    if (settings.defaults_told != 0) out["defaults_told"] = settings.defaults_told;
    if (has_documents(settings)) out["documents"] = encoded_documents(settings);
    return written(out, {settings.unknown});
}

Outcome<Settings> decode_settings(std::string_view stored) {
    const auto value = parts::opened(stored, "settings", settings_format);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "settings", fault};
    Settings settings{.version = in.count<std::uint64_t>("version")};
    in.each("channels", [&settings](const Fields& channel) {
        if (channel.has("id")) settings.channels.push_back(decoded_channel(channel));  // else no channel at all
    });
    settings.ever_had_channels =
        in.has("ever_had_channels") ? in.flag("ever_had_channels") : !settings.channels.empty();
    settings.remembers_since = in.maybe_wall("remembers_since");
    settings.rated = in.flag("rated");
    if (in.has("schedule")) settings.schedule = decoded_schedule(in.object("schedule"));
    in.each_text("admins_met", [&settings](std::string id) { settings.admins_met.emplace_back(std::move(id)); });
    if (in.has("readings_named"))
        in.each_text("readings_named",
                     [&settings](std::string mark) { settings.readings_named.push_back(std::move(mark)); });
    if (in.has("last_off")) settings.last_off = in.id<MessageTs>("last_off");
    settings.defaults_told = in.has("defaults_told") ? in.count<unsigned>("defaults_told") : 0;
    if (in.has("documents")) decode_documents(in.object("documents"), settings);
    settings.unknown = parts::unknown_to(in, stored);
    return parts::unless(fault, std::move(settings));
}

}  // namespace privman::stores
