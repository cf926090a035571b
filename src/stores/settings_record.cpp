#include "stores/record.hpp"
#include "stores/record_parts.hpp"

#include <boost/json/serialize.hpp>

namespace privman::stores {

namespace json = boost::json;

namespace {

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

}  // namespace

std::string encode(const Settings& settings) {
    json::array channels;
    for (const auto& channel : settings.channels)
        channels.push_back(
            json::object{{"id", channel.id.value}, {"by", channel.by.value}, {"since", parts::encoded(channel.since)}});
    json::array admins;
    for (const auto& admin : settings.admins_met) admins.emplace_back(admin.value);
    json::object out{{"format", settings_format},
                     {"version", settings.version},
                     {"channels", std::move(channels)},
                     {"ever_had_channels", settings.ever_had_channels},
                     {"admins_met", std::move(admins)}};
    if (settings.schedule) out["schedule"] = encoded_schedule(*settings.schedule);
    return json::serialize(out);
}

Outcome<Settings> decode_settings(std::string_view stored) {
    const auto value = parts::opened(stored, "settings", settings_format);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "settings", fault};
    Settings settings{.version = in.count<std::uint64_t>("version")};
    in.each("channels", [&settings](const Fields& channel) {
        settings.channels.push_back(
            {.id = channel.id<ChannelId>("id"), .by = channel.id<UserId>("by"), .since = channel.wall("since")});
    });
    settings.ever_had_channels = in.flag("ever_had_channels");
    if (in.has("schedule")) settings.schedule = decoded_schedule(in.object("schedule"));
    in.each_text("admins_met", [&settings](std::string id) { settings.admins_met.emplace_back(std::move(id)); });
    return parts::unless(fault, std::move(settings));
}

}  // namespace privman::stores
