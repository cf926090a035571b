#include "sandbox/slack/response_urls.hpp"

#include "sandbox/slack/block_kit.hpp"
#include "sandbox/slack/ids.hpp"
#include "sandbox/slack/payloads.hpp"

#include <utility>

namespace privman::sandbox::slack {

namespace {

constexpr std::int64_t life_ms = 1'800'000;
constexpr int use_limit = 5;

bool flag(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value && ((value->is_bool() && value->get_bool()) || (value->is_string() && value->get_string() == "true"));
}

}  // namespace

std::string ResponseUrls::issue(std::string_view person, const Message& message) {
    std::string token = random_word(24);
    permits_.emplace(token, Permit{.person = std::string{person},
                                   .channel = message.channel,
                                   .original_ts = message.ts,
                                   .thread_ts = message.thread_ts,
                                   .original_is_ephemeral = !message.ephemeral_to.empty(),
                                   .ends_ms = clock_.boot_ms() + life_ms});
    return "/response/" + token;
}

Answer ResponseUrls::respond(std::string_view token, const json::object& body) {
    const auto found = permits_.find(token);
    if (found == permits_.end()) return refuse("invalid_url");
    Permit& permit = found->second;
    if (clock_.boot_ms() > permit.ends_ms) return refuse("expired_url");
    if (permit.uses >= use_limit) return refuse("used_url");

    if (flag(body, "delete_original")) {
        ++permit.uses;
        Message* original = messages_.find(permit.channel, permit.original_ts);
        if (!original) return refuse("message_not_found");
        messages_.remove(*original);
        events_.removed(*original);
        return json::object{};
    }

    const auto* blocks = body.if_contains("blocks");
    if (blocks && !blocks->is_null()) {
        if (!blocks->is_array()) return refuse("invalid_blocks_format");
        if (const auto complaints = complaints_about_blocks(*blocks, Surface::message); !complaints.empty()) {
            return refuse_with("invalid_blocks", complaints);
        }
    }
    json::array list = blocks && blocks->is_array() ? blocks->get_array() : json::array{};
    std::string text{word(body, "text")};
    if (text.empty() && list.empty()) return refuse("no_text");
    if (characters(text) > 40'000) return refuse("msg_too_long");
    ++permit.uses;

    if (flag(body, "replace_original")) return replace(permit, std::move(text), std::move(list));

    const bool in_channel = word(body, "response_type") == "in_channel";
    if (in_channel && permit.original_is_ephemeral) return refuse("cannot_make_public");
    Message answer{
        .channel = permit.channel, .user = workspace_.bot_user_id(), .by_bot = true, .text = std::move(text)};
    answer.blocks = std::move(list);
    answer.thread_ts = word(body, "thread_ts").empty() ? permit.thread_ts : std::string{word(body, "thread_ts")};
    if (!in_channel) answer.ephemeral_to = permit.person;
    events_.posted(messages_.add(std::move(answer)));
    return json::object{};
}

Answer ResponseUrls::replace(const Permit& permit, std::string text, json::array blocks) {
    Message* original = messages_.find(permit.channel, permit.original_ts);
    if (!original) return refuse("message_not_found");
    const Revision before = original->history.back();
    messages_.edit(*original, std::move(text), std::move(blocks));
    events_.edited(*original, before);
    return json::object{};
}

}  // namespace privman::sandbox::slack
