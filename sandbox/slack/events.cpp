#include "sandbox/slack/events.hpp"

#include "sandbox/slack/ids.hpp"
#include "sandbox/slack/payloads.hpp"

#include <fmt/format.h>

namespace privman::sandbox::slack {

namespace {

std::string_view read_scope(const Channel& channel) { return channel.is_private ? "groups:read" : "channels:read"; }

}  // namespace

void Events::emit(std::string_view subscription, std::string_view scope, const Channel& channel, json::object event) {
    if (!app_.events.contains(subscription) || !app_.scopes.contains(scope)) return;
    const auto now_ms = clock_.wall_ms();
    if (!event.contains("event_ts")) {
        event["event_ts"] = fmt::format("{}.{:06}", now_ms / 1000, now_ms % 1000 * 1000);
    }
    hub_.deliver_event(json::object{{"type", "event_callback"},
                                    {"token", "legacy"},
                                    {"team_id", workspace_.team_id()},
                                    {"context_team_id", workspace_.team_id()},
                                    {"context_enterprise_id", nullptr},
                                    {"api_app_id", workspace_.app_id()},
                                    {"event_id", "Ev0" + random_word(9)},
                                    {"event_time", now_ms / 1000},
                                    {"event_context", "4-" + random_word(20)},
                                    {"is_ext_shared_channel", channel.is_ext_shared},
                                    {"authorizations", json::array{json::object{{"enterprise_id", nullptr},
                                                                                {"team_id", workspace_.team_id()},
                                                                                {"user_id", workspace_.bot_user_id()},
                                                                                {"is_bot", true},
                                                                                {"is_enterprise_install", false}}}},
                                    {"event", std::move(event)}});
}

void Events::posted(Message& message) {
    const Channel* channel = workspace_.channel(message.channel);
    if (!channel || !message.ephemeral_to.empty()) return;
    json::object event = message_json(workspace_, message);
    event["channel"] = channel->id;
    event["event_ts"] = message.ts;
    if (channel->is_dm()) {
        event["channel_type"] = "im";
        emit("message.im", "im:history", *channel, std::move(event));
        return;
    }
    const bool mentions_bot = message.text.contains(fmt::format("<@{}>", workspace_.bot_user_id()));
    if (message.by_bot || !mentions_bot || !channel->has(workspace_.bot_user_id())) return;
    message.bot_was_told = true;
    event["type"] = "app_mention";
    emit("app_mention", "app_mentions:read", *channel, std::move(event));
}

void Events::edited(const Message& message, const Revision& before) {
    const Channel* channel = workspace_.channel(message.channel);
    if (!channel || !channel->is_dm() || !message.ephemeral_to.empty()) return;
    json::object previous = message_json(workspace_, message);
    previous["text"] = before.text;
    previous["blocks"] = before.blocks;
    emit("message.im", "im:history", *channel,
         {{"type", "message"},
          {"subtype", "message_changed"},
          {"hidden", true},
          {"channel", channel->id},
          {"channel_type", "im"},
          {"ts", message.ts},
          {"message", message_json(workspace_, message)},
          {"previous_message", std::move(previous)}});
}

void Events::removed(const Message& message) {
    const Channel* channel = workspace_.channel(message.channel);
    if (!channel || !channel->is_dm() || !message.ephemeral_to.empty()) return;
    emit("message.im", "im:history", *channel,
         {{"type", "message"},
          {"subtype", "message_deleted"},
          {"hidden", true},
          {"channel", channel->id},
          {"channel_type", "im"},
          {"ts", message.ts},
          {"deleted_ts", message.ts},
          {"previous_message", message_json(workspace_, message)}});
}

void Events::joined(const Channel& channel, const Person& who) {
    if (!channel.has(workspace_.bot_user_id())) return;
    emit("member_joined_channel", read_scope(channel), channel,
         {{"type", "member_joined_channel"},
          {"user", who.id},
          {"channel", channel.id},
          {"channel_type", channel.is_private ? "G" : "C"},
          {"team", workspace_.team_id()}});
}

void Events::left(const Channel& channel, const Person& who) {
    if (who.id == workspace_.bot_user_id()) {
        const std::string_view type = channel.is_private ? "group_left" : "channel_left";
        emit(type, read_scope(channel), channel, {{"type", type}, {"channel", channel.id}, {"actor_id", "U0CAROL"}});
        return;
    }
    if (!channel.has(workspace_.bot_user_id())) return;
    emit("member_left_channel", read_scope(channel), channel,
         {{"type", "member_left_channel"},
          {"user", who.id},
          {"channel", channel.id},
          {"channel_type", channel.is_private ? "G" : "C"},
          {"team", workspace_.team_id()}});
}

void Events::archived(const Channel& channel, bool archived) {
    if (!channel.has(workspace_.bot_user_id())) return;
    const auto type =
        fmt::format("{}_{}", channel.is_private ? "group" : "channel", archived ? "archive" : "unarchive");
    emit(type, read_scope(channel), channel, {{"type", type}, {"channel", channel.id}, {"user", "U0CAROL"}});
}

}  // namespace privman::sandbox::slack
