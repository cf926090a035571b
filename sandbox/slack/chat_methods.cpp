#include "sandbox/slack/chat_methods.hpp"

#include "sandbox/slack/block_kit.hpp"
#include "sandbox/slack/payloads.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::slack {

namespace {

constexpr std::size_t post_text_limit = 40'000;
constexpr std::size_t update_text_limit = 4'000;
constexpr std::size_t markdown_limit = 12'000;
constexpr std::size_t metadata_bytes_limit = 16'000;

std::optional<Refusal> metadata_refusal(const json::value& metadata) {
    const auto* object = metadata.if_object();
    if (!object || word(*object, "event_type").empty()) return Refusal{"invalid_metadata_format", {}};
    const auto* payload = object->if_contains("event_payload");
    if (!payload || !payload->is_object()) return Refusal{"invalid_metadata_format", {}};
    if (json::serialize(metadata).size() > metadata_bytes_limit) return Refusal{"metadata_too_large", {}};
    return std::nullopt;
}

std::expected<json::array, Refusal> blocks_of(const ApiCall& call) {
    auto given = call.structure("blocks");
    if (!given) return refuse("invalid_blocks_format");
    if (!*given) return json::array{};
    if (!(*given)->is_array()) return refuse("invalid_blocks_format");
    if (const auto complaints = complaints_about_blocks(**given, Surface::message); !complaints.empty()) {
        auto refusal = refuse_with("invalid_blocks", complaints);
        json::array errors;
        for (const auto& complaint : complaints)
            errors.emplace_back(complaint.substr(std::string_view{"[ERROR] "}.size()));
        refusal.error().more["errors"] = std::move(errors);
        return refusal;
    }
    if (text_length(**given) > block_text_limit) return refuse("msg_blocks_too_long");
    return std::move((*given)->get_array());
}

}  // namespace

std::expected<ChatMethods::Content, Refusal> ChatMethods::content_of(const ApiCall& call,
                                                                     std::size_t text_limit) const {
    Content content;
    if (call.has("text") && !call.text("text") && !call.arguments().at("text").is_null()) {
        return refuse_argument("must be a string", "text");
    }
    content.text = call.text("text").value_or("");
    auto blocks = blocks_of(call);
    if (!blocks) return std::unexpected{std::move(blocks.error())};
    content.blocks = std::move(*blocks);
    if (const auto attachments = call.structure("attachments");
        !attachments || (*attachments && (!(*attachments)->is_array() || !(*attachments)->get_array().empty()))) {
        return refuse("invalid_attachments");  // legacy; this workspace does not show them
    }
    if (const auto markdown = call.text("markdown_text"); markdown && !markdown->empty()) {
        if (!content.text.empty() || !content.blocks.empty()) return refuse("markdown_text_conflict");
        if (characters(*markdown) > markdown_limit) return refuse("msg_too_long");
        content.text = *markdown;
    }
    if (content.text.empty() && content.blocks.empty()) return refuse("no_text");
    if (characters(content.text) > text_limit) return refuse("msg_too_long");
    const auto metadata = call.structure("metadata");
    if (!metadata) return refuse("invalid_metadata_format");
    if (*metadata) {
        if (auto refusal = metadata_refusal(**metadata)) return std::unexpected{std::move(*refusal)};
        content.metadata = **metadata;
        content.has_metadata = true;
    }
    return content;
}

std::expected<const Channel*, Refusal> ChatMethods::destination(const ApiCall& call) {
    const auto id = call.text("channel");
    if (!id || id->empty()) return refuse_argument("missing required field: channel", "channel");
    const Channel* channel = nullptr;
    if (const Person* person = workspace_.person(*id)) {
        if (person->id == workspace_.bot_user_id() || person->kind == Kind::bot) return refuse("cannot_dm_bot");
        if (person->kind == Kind::deactivated || person->kind == Kind::stranger) return refuse("channel_not_found");
        channel = &workspace_.direct_message(person->id);
    } else {
        channel = workspace_.visible_to_bot(*id);
    }
    if (!channel) return refuse("channel_not_found");
    if (channel->is_dm() && !app_.messages_tab) return refuse("messages_tab_disabled");
    if (channel->is_archived) return refuse("is_archived");
    if (!channel->has(workspace_.bot_user_id()) && !app_.scopes.contains("chat:write.public"))
        return refuse("not_in_channel");
    if (!channel->posting_refused_with.empty()) return refuse(channel->posting_refused_with);
    return channel;
}

std::optional<Refusal> ChatMethods::thread_refusal(const ApiCall& call, const Channel& channel) const {
    if (!call.has("thread_ts") || call.arguments().at("thread_ts").is_null()) return std::nullopt;
    const auto ts = call.text("thread_ts");
    if (!ts) return refuse_argument("must be a string", "thread_ts").error();
    if (ts->empty()) return std::nullopt;
    const Message* parent = is_ts(*ts) ? messages_.find(channel.id, *ts) : nullptr;
    if (!parent || !parent->ephemeral_to.empty()) return Refusal{"cannot_reply_to_message", {}};
    return std::nullopt;
}

Answer ChatMethods::post(const ApiCall& call) {
    for (const auto* name : {"username", "icon_url", "icon_emoji"}) {
        if (call.has(name) && !app_.scopes.contains("chat:write.customize")) {
            return refuse("missing_scope", {{"needed", "chat:write.customize"}, {"provided", app_.scope_list()}});
        }
    }
    if (call.flag("as_user")) return refuse("as_user_not_supported");
    const auto channel = destination(call);
    if (!channel) return std::unexpected{channel.error()};
    auto content = content_of(call, post_text_limit);
    if (!content) return std::unexpected{std::move(content.error())};
    if (auto refusal = thread_refusal(call, **channel)) return std::unexpected{std::move(*refusal)};

    Message& message = messages_.add(Message{.channel = (*channel)->id,
                                             .user = workspace_.bot_user_id(),
                                             .by_bot = true,
                                             .text = std::move(content->text),
                                             .blocks = std::move(content->blocks),
                                             .metadata = std::move(content->metadata),
                                             .thread_ts = call.text("thread_ts").value_or("")});
    events_.posted(message);
    return json::object{
        {"channel", message.channel}, {"ts", message.ts}, {"message", message_json(workspace_, message)}};
}

Answer ChatMethods::post_ephemeral(const ApiCall& call) {
    const auto user = call.text("user");
    if (!user || user->empty()) return refuse_argument("missing required field: user", "user");
    const auto channel = destination(call);
    if (!channel) return std::unexpected{channel.error()};
    auto content = content_of(call, post_text_limit);
    if (!content) return std::unexpected{std::move(content.error())};
    const Person* reader = workspace_.person(*user);
    if (!reader || reader->kind == Kind::deactivated || !(*channel)->has(*user)) return refuse("user_not_in_channel");
    if (auto refusal = thread_refusal(call, **channel)) return std::unexpected{std::move(*refusal)};

    const Message& message = messages_.add(Message{.channel = (*channel)->id,
                                                   .user = workspace_.bot_user_id(),
                                                   .by_bot = true,
                                                   .text = std::move(content->text),
                                                   .blocks = std::move(content->blocks),
                                                   .thread_ts = call.text("thread_ts").value_or(""),
                                                   .ephemeral_to = *user});
    return json::object{{"message_ts", message.ts}};
}

std::expected<Message*, Refusal> ChatMethods::existing(const ApiCall& call, std::string_view ts_name) const {
    const auto channel_id = call.text("channel");
    if (!channel_id || channel_id->empty()) return refuse_argument("missing required field: channel", "channel");
    if (!call.has(ts_name)) return refuse_argument(fmt::format("missing required field: {}", ts_name), ts_name);
    const auto ts = call.text(ts_name);
    if (!ts) return refuse_argument("must be a string", ts_name);
    const Channel* channel = workspace_.visible_to_bot(*channel_id);
    if (!channel) return refuse("channel_not_found");
    if (!is_ts(*ts)) return refuse("message_not_found");
    Message* message = messages_.find(channel->id, *ts);
    if (!message || !message->ephemeral_to.empty()) return refuse("message_not_found");
    return message;
}

Answer ChatMethods::update(const ApiCall& call) {
    const auto found = existing(call, "ts");
    if (!found) return std::unexpected{found.error()};
    Message& message = **found;
    if (workspace_.channel(message.channel)->is_archived) return refuse("is_inactive");
    if (!message.by_bot) return refuse("cant_update_message");
    auto content = content_of(call, update_text_limit);
    if (!content) return std::unexpected{std::move(content.error())};

    const Revision before = message.history.back();
    // Text alone removes the blocks, blocks alone keep the text; metadata stays unless given.
    std::string text = call.has("text") || call.has("markdown_text") ? std::move(content->text) : message.text;
    messages_.edit(message, std::move(text), std::move(content->blocks));
    if (content->has_metadata) message.metadata = std::move(content->metadata);
    events_.edited(message, before);
    return json::object{{"channel", message.channel},
                        {"ts", message.ts},
                        {"text", message.text},
                        {"message", message_json(workspace_, message)}};
}

Answer ChatMethods::remove(const ApiCall& call) {
    const auto found = existing(call, "ts");
    if (!found) return std::unexpected{found.error()};
    Message& message = **found;
    if (!message.by_bot) return refuse("cant_delete_message");
    messages_.remove(message);
    events_.removed(message);
    return json::object{{"channel", message.channel}, {"ts", message.ts}};
}

Answer ChatMethods::permalink(const ApiCall& call) {
    const auto found = existing(call, "message_ts");
    if (!found) return std::unexpected{found.error()};
    std::string digits = (*found)->ts;
    std::erase(digits, '.');
    return json::object{{"channel", (*found)->channel},
                        {"permalink", fmt::format("https://{}.slack.com/archives/{}/p{}", workspace_.domain(),
                                                  (*found)->channel, digits)}};
}

}  // namespace privman::sandbox::slack
