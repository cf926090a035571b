#include "slack/board.hpp"

#include "slack/api_errors.hpp"
#include "slack/button.hpp"
#include "slack/card.hpp"
#include "slack/digest.hpp"
#include "slack/escape.hpp"
#include "slack/json_read.hpp"
#include "slack/words.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace privman::slack {

namespace json = boost::json;

namespace {

Outcome<MessageTs> ts_in(const Outcome<json::object>& answer) {
    if (!answer) return std::unexpected{answer.error()};
    auto ts = text_of(*answer, "ts");
    if (ts.empty()) return std::unexpected{Failure{Trouble::malformed, "chat.postMessage answered without a ts"}};
    return MessageTs{std::move(ts)};
}

Outcome<void> nothing_in(const Outcome<json::object>& answer) {
    if (!answer) return std::unexpected{answer.error()};
    return {};
}

void leave_out(json::object& message, std::initializer_list<const char*> keys) {
    for (const auto* key : keys) message.erase(key);
}

json::object quiet(json::object message) {
    message["unfurl_links"] = false;
    message["unfurl_media"] = false;
    return message;
}

/// https://docs.slack.dev/reference/block-kit/block-elements/button-element: text, at most 75 characters.
json::array buttons_for(const std::vector<Offer>& offers) {
    constexpr std::size_t most = 10;
    constexpr std::size_t label_limit = 75;
    json::array buttons;
    for (const auto& offer : offers) {
        if (buttons.size() == most) break;
        buttons.push_back(json::object{
            {"type", "button"},
            {"action_id", offer_action + std::to_string(buttons.size())},
            {"value", offer.value},
            {"text", {{"type", "plain_text"}, {"text", for_plain_text(offer.label, label_limit)}, {"emoji", false}}}});
    }
    return buttons;
}

/// The thread is gone, locked or not allowed here: the words matter more than their place.
bool is_about_the_thread(const Failure& failure) {
    return failure.code == "cannot_reply_to_message" || failure.code == "thread_not_found" ||
           failure.code == "restricted_action_thread_locked" ||
           failure.code == "restricted_action_non_threadable_channel";
}

}  // namespace

Async<Outcome<MessageTs>> SlackBoard::post_message(ChannelId channel, json::object message) {
    message["channel"] = channel.value;
    co_return ts_in(co_await api_.call("chat.postMessage", std::move(message)));
}

Async<Outcome<void>> SlackBoard::update_message(ChannelId channel, MessageTs ts, json::object message) {
    leave_out(message, {"mrkdwn", "unfurl_links", "unfurl_media"});
    message["channel"] = channel.value;
    message["ts"] = ts.value;
    // Text alone would remove the blocks that stand there; none at all says so plainly.
    if (!message.contains("blocks")) message["blocks"] = json::array{};
    co_return nothing_in(co_await api_.call("chat.update", std::move(message)));
}

Async<Shown<MessageTs>> SlackBoard::post(ChannelId channel, CardView view, Attempt attempt) {
    const auto tag = seal_.tag(channel, attempt, view.facts);
    auto posted = co_await post_message(channel, card_message(view, attempt, tag));
    if (!posted && is_about_the_message(posted.error()))
        posted = co_await post_message(channel, minimal_card_message(view, attempt, tag));
    co_return shown(std::move(posted));
}

Async<Shown<void>> SlackBoard::update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) {
    const auto tag = seal_.tag(channel, attempt, view.facts);
    auto updated = co_await update_message(channel, ts, card_message(view, attempt, tag));
    if (!updated && is_about_the_message(updated.error()))
        updated = co_await update_message(channel, ts, minimal_card_message(view, attempt, tag));
    co_return shown(std::move(updated));
}

Async<Shown<MessageTs>> SlackBoard::post_digest(ChannelId channel, DigestView view) {
    co_return shown(co_await post_message(channel, digest_message(view)));
}

Async<Shown<void>> SlackBoard::update_digest(ChannelId channel, MessageTs ts, DigestView view) {
    co_return shown(co_await update_message(channel, ts, digest_message(view)));
}

Async<Shown<MessageTs>> SlackBoard::say(ChannelId channel, Words words, MessageTs thread) {
    co_return shown(co_await say_message(std::move(channel), std::move(words), std::move(thread)));
}

Async<Outcome<MessageTs>> SlackBoard::say_message(ChannelId channel, Words words, MessageTs thread) {
    auto message = quiet(message_of(words));
    if (!thread.empty()) message["thread_ts"] = thread.value;
    auto said = co_await post_message(channel, message);
    if (!said && !thread.empty() && is_about_the_thread(said.error())) {
        message.erase("thread_ts");
        said = co_await post_message(channel, message);
    }
    if (!said && is_about_the_message(said.error())) {
        message.erase("blocks");
        said = co_await post_message(channel, message);
    }
    co_return said;
}

Async<Shown<void>> SlackBoard::tell(ReplyTo to, Words words) {
    co_return shown(co_await tell_message(std::move(to), message_of(words)));
}

Async<Shown<void>> SlackBoard::tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) {
    auto message = message_of(words);
    if (auto buttons = buttons_for(offers); !buttons.empty())
        message["blocks"].as_array().push_back(
            json::object{{"type", "actions"}, {"block_id", "offers"}, {"elements", std::move(buttons)}});
    co_return shown(co_await tell_message(std::move(to), std::move(message)));
}

Async<Outcome<void>> SlackBoard::tell_message(ReplyTo to, json::object message) {
    if (!to.response_url.empty()) {
        auto answer = message;
        leave_out(answer, {"mrkdwn", "parse", "link_names"});
        answer["response_type"] = "ephemeral";
        answer["replace_original"] = false;
        if (!to.thread.empty()) answer["thread_ts"] = to.thread;
        if (co_await api_.respond(to.response_url, std::move(answer))) co_return Outcome<void>{};
    }
    // In a direct message with the bot everything is private already.
    const bool direct = to.channel.value.starts_with('D');
    if (!to.channel.empty() && !direct) {
        auto whisper = message;
        leave_out(whisper, {"mrkdwn"});
        whisper["channel"] = to.channel.value;
        whisper["user"] = to.who.value;
        if (!to.thread.empty()) whisper["thread_ts"] = to.thread;
        if (co_await api_.call("chat.postEphemeral", std::move(whisper))) co_return Outcome<void>{};
    }
    auto letter = quiet(message);
    letter["channel"] = direct ? to.channel.value : to.who.value;
    if (direct && !to.thread.empty()) letter["thread_ts"] = to.thread;
    co_return nothing_in(co_await api_.call("chat.postMessage", std::move(letter)));
}

}  // namespace privman::slack
