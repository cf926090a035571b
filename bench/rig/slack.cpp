#include "bench/rig/slack.hpp"

#include "bench/rig/posted.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <ctime>
#include <utility>

namespace privman::bench {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view envelope_begins = "rig-";
constexpr auto between_pings = 5s;
constexpr std::size_t people = 20;

std::string in_json(std::string_view text) { return boost::json::serialize(boost::json::value(text)); }

/// The bot's own word for it; the others are told their channels in the environment.
bool says_registered(const Request& request) { return request.body.find("Registered.") != std::string_view::npos; }

std::string refused(std::string_view error) { return fmt::format(R"({{"ok":false,"error":"{}"}})", error); }

std::string person_json(std::string_view id) {
    const bool admin = id == "U0CAROL";
    return fmt::format(
        R"({{"ok":true,"user":{{"id":"{0}","team_id":"T0RIG","name":"{1}","deleted":false,"real_name":"Approver {1}",)"
        R"("tz":"Europe/Vienna","tz_offset":3600,"profile":{{"display_name":"{1}","real_name":"Approver {1}"}},)"
        R"("is_bot":false,"is_app_user":false,"updated":1700000000,"is_admin":{2},"is_owner":false,)"
        R"("is_primary_owner":false,"is_restricted":false,"is_ultra_restricted":false}}}})",
        id, id.substr(std::min<std::size_t>(2, id.size())), admin);
}

}  // namespace

Slack::Slack(asio::io_context& loop, PrivilegeManager& manager, std::size_t channels)
    : manager_{manager}, channels_{channels}, pings_{loop}, epoch_{std::time(nullptr)} {
    ping();
}

std::string Slack::channel_id(std::size_t channel) const { return fmt::format("C0BENCH{:04}", channel); }

std::optional<std::size_t> Slack::card(std::size_t request, std::size_t channel) const {
    if (request >= cards_of_.size() || cards_of_[request][channel] == 0) return std::nullopt;
    return cards_of_[request][channel] - 1;
}

Reply Slack::answer(const Request& request, std::string_view method) {
    if (method == "chat.postMessage") return post(request);
    if (method == "chat.update") return update(request);
    if (method == "chat.postEphemeral") {
        registered_ += says_registered(request) ? 1 : 0;
        return {.body = R"({"ok":true,"message_ts":"1.1"})", .more_headers = {}, .delay = delay};
    }
    if (method == "users.info")
        return {.body = person_json(argument(request, "user")), .more_headers = {}, .delay = delay};
    if (method == "conversations.info") {
        const auto id = argument(request, "channel");
        return {
            .body = fmt::format(
                R"({{"ok":true,"channel":{{"id":"{0}","name":"{0}","is_channel":true,"is_im":false,"is_private":false,)"
                R"("is_archived":false,"is_member":true,"is_shared":false,"is_ext_shared":false}}}})",
                id)};
    }
    if (method == "auth.test")
        return {.body = R"({"ok":true,"url":"https://rig.slack.com/","team":"Rig","user":"privman","team_id":"T0RIG",)"
                        R"("user_id":"U0BOT","bot_id":"B0BOT","is_enterprise_install":false})",
                .more_headers =
                    "X-OAuth-Scopes: app_mentions:read,chat:write,im:history,users:read,channels:read,"
                    "groups:read\r\n"};
    if (method == "apps.connections.open")
        return {.body = fmt::format(R"({{"ok":true,"url":"ws{}/socket/ticket"}})", base_.substr(4))};
    if (method == "bots.info")
        return {.body = R"({"ok":true,"bot":{"id":"B0BOT","app_id":"A0RIG","user_id":"U0BOT"}})"};
    fmt::print(stderr, "the rig has no Slack method {}\n", method);
    return {.body = refused("unknown_method")};
}

Reply Slack::post(const Request& request) {
    auto posted = read_posted(request);
    Message message;
    const auto digits = posted.channel.size() > 4 ? posted.channel.substr(posted.channel.size() - 4) : "";
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), message.channel);
    if (error != std::errc{} || message.channel >= channels_)
        return {.body = refused("channel_not_found"), .more_headers = {}, .delay = delay};
    message.has_buttons = !posted.approve_value.empty();
    message.request = PrivilegeManager::number_in(posted.approve_value);
    message.approve = std::move(posted.approve_value);
    message.block = std::move(posted.approve_block);
    message.blocks = std::move(posted.blocks);
    if (message.request) {
        if (cards_of_.size() <= *message.request)
            cards_of_.resize(*message.request + 1, std::vector<std::size_t>(channels_));
        auto& place = cards_of_[*message.request][message.channel];
        cards_ += place == 0 ? 1 : 0;
        place = messages_.size() + 1;
    } else if (says_registered(request)) {
        ++registered_;
    }
    const auto ts = fmt::format("{}.{:06}", epoch_, messages_.size());
    auto body = fmt::format(
        R"({{"ok":true,"channel":"{0}","ts":"{1}","message":{{"type":"message","user":"U0BOT","bot_id":"B0BOT",)"
        R"("app_id":"A0RIG","team":"T0RIG","ts":"{1}","text":{2},"blocks":{3}}}}})",
        posted.channel, ts, in_json(posted.text), message.blocks.empty() ? "[]" : message.blocks);
    messages_.push_back(std::move(message));
    return {.body = std::move(body), .more_headers = {}, .delay = delay};
}

Reply Slack::update(const Request& request) {
    auto posted = read_posted(request);
    std::size_t number = 0;
    const auto dot = posted.ts.find('.');
    if (dot == std::string::npos) return {.body = refused("message_not_found"), .more_headers = {}, .delay = delay};
    std::from_chars(posted.ts.data() + dot + 1, posted.ts.data() + posted.ts.size(), number);
    if (number >= messages_.size()) return {.body = refused("message_not_found"), .more_headers = {}, .delay = delay};
    auto& message = messages_[number];
    message.has_buttons = !posted.approve_value.empty();
    message.blocks = std::move(posted.blocks);
    const auto now = Clock::now();
    const auto confirmed = message.request ? manager_.request(*message.request).confirmed : std::nullopt;
    if (confirmed && *confirmed <= now && !message.has_buttons && !std::exchange(message.settled, true)) {
        ++settled_;
        if (message.click) {
            auto& click = clicks_[*message.click];
            click.edited = now;
            note_finished(click);
        }
    }
    return {.body = fmt::format(R"({{"ok":true,"channel":"{0}","ts":"{1}","text":{2},"message":{{"type":"message",)"
                                R"("user":"U0BOT","bot_id":"B0BOT","ts":"{1}","text":{2},"blocks":{3}}}}})",
                                posted.channel, posted.ts, in_json(posted.text),
                                message.blocks.empty() ? "[]" : message.blocks),
            .more_headers = {},
            .delay = delay};
}

void Slack::connected(std::shared_ptr<Connection> connection) {
    socket_ = std::move(connection);
    socket_->send_text(R"({"type":"hello","num_connections":1,"connection_info":{"app_id":"A0RIG"},)"
                       R"("debug_info":{"host":"applink-rig","build_number":1,"approximate_connection_time":18060}})");
}

void Slack::ping() {
    pings_.expires_after(between_pings);
    pings_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        if (is_connected()) socket_->send_ping();
        ping();
    });
}

void Slack::take_text(std::string_view frame) {
    const auto at = frame.find(envelope_begins);
    if (at == std::string_view::npos) return;
    std::size_t number = 0;
    std::from_chars(frame.data() + at + envelope_begins.size(), frame.data() + frame.size(), number);
    if (number < first_envelope_ || number - first_envelope_ >= clicks_.size()) return;
    auto& click = clicks_[number - first_envelope_];
    if (click.acked) return;
    click.acked = Clock::now();
    --unacked_;
    note_finished(click);
    if (on_ack) on_ack();
}

void Slack::note_finished(Click& click) {
    if (click.acked && click.edited) ++finished_;
}

void Slack::mention(std::size_t channel, std::string_view words) {
    if (!is_connected()) return;
    const auto now = fmt::format("{}.{:06}", std::time(nullptr), envelopes_);
    socket_->send_text(fmt::format(
        R"({{"envelope_id":"mention-{0}","type":"events_api","accepts_response_payload":false,"retry_attempt":0,)"
        R"("retry_reason":"","payload":{{"type":"event_callback","team_id":"T0RIG","api_app_id":"A0RIG",)"
        R"("event_id":"Ev0RIG{0}","event_time":{1},"is_ext_shared_channel":false,"authorizations":[{{"team_id":"T0RIG",)"
        R"("user_id":"U0BOT","is_bot":true,"is_enterprise_install":false}}],"event":{{"type":"app_mention",)"
        R"("user":"U0CAROL","text":"<@U0BOT> {2}","ts":"{3}","event_ts":"{3}","channel":"{4}","team":"T0RIG"}}}}}})",
        envelopes_, std::time(nullptr), words, now, channel_id(channel)));
    ++envelopes_;
}

void Slack::forget_clicks() {
    for (const auto& click : clicks_) messages_[click.message].click.reset();
    clicks_.clear();
    unacked_ = finished_ = 0;
}

void Slack::click(std::size_t number) {
    if (!is_connected()) return;
    auto& message = messages_[number];
    if (clicks_.empty()) first_envelope_ = envelopes_;
    message.click = clicks_.size();
    const auto ts = fmt::format("{}.{:06}", epoch_, number);
    const auto envelope = fmt::format(
        R"({{"envelope_id":"{0}{1}","type":"interactive","accepts_response_payload":false,"payload":{{)"
        R"("type":"block_actions","api_app_id":"A0RIG","team":{{"id":"T0RIG","domain":"rig"}},"enterprise":null,)"
        R"("is_enterprise_install":false,"token":"legacy","user":{{"id":"U0PERSON{2:02}","username":"person{2:02}",)"
        R"("name":"person{2:02}","team_id":"T0RIG"}},"container":{{"type":"message","message_ts":"{3}",)"
        R"("channel_id":"{4}","is_ephemeral":false}},"channel":{{"id":"{4}","name":"{4}"}},"message":{{)"
        R"("type":"message","user":"U0BOT","bot_id":"B0BOT","app_id":"A0RIG","team":"T0RIG","ts":"{3}","text":"a card",)"
        R"("blocks":{5}}},"state":{{"values":{{}}}},"trigger_id":"1.{1}","response_url":"{6}/response/{1}",)"
        R"("actions":[{{"type":"button","action_id":"approve","block_id":{7},"value":{8},)"
        R"("text":{{"type":"plain_text","text":"Approve"}},"action_ts":"{9}.{10:06}"}}]}}}})",
        envelope_begins, envelopes_, clicks_.size() % people, ts, channel_id(message.channel),
        message.blocks.empty() ? "[]" : message.blocks, base_, in_json(message.block), in_json(message.approve),
        std::time(nullptr), envelopes_ % 1'000'000);
    ++envelopes_;
    ++unacked_;
    clicks_.push_back({.message = number, .sent = Clock::now(), .acked = {}, .edited = {}});
    socket_->send_text(envelope);
}

}  // namespace privman::bench
