// A minimal Slack: the Web API as far as the contestants call it, one Socket Mode connection, and people who click.
#pragma once

#include "bench/rig/privilege_manager.hpp"
#include "bench/rig/server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::bench {

class Slack {
public:
    struct Message {
        std::size_t channel = 0;
        std::optional<std::size_t> request;  ///< a card with a button for it
        std::string approve;                 ///< that button's value
        std::string block;                   ///< the block that it stands in
        std::string blocks;                  ///< JSON, as last posted or edited
        bool has_buttons = false;
        bool settled = false;  ///< edited after the decision was confirmed, and without the buttons
        std::optional<std::size_t> click;
    };
    /// A click is finished when all three moments are known.
    struct Click {
        std::size_t message = 0;
        Clock::time_point sent;
        std::optional<Clock::time_point> acked;
        std::optional<Clock::time_point> edited;
    };

    Slack(asio::io_context& loop, PrivilegeManager& manager, std::size_t channels);

    /// Where the contestant finds this server: `http://127.0.0.1:PORT`.
    void set_base(std::string base) { base_ = std::move(base); }

    /// `method` is what follows /api/, without a query.
    Reply answer(const Request& request, std::string_view method);
    Reply answer_response_url() const { return {.body = "ok", .more_headers = {}, .delay = delay}; }
    void connected(std::shared_ptr<Connection> connection);
    void take_text(std::string_view frame);

    /// An admin mentions the bot in a channel.
    void mention(std::size_t channel, std::string_view words);
    /// One of twenty people presses Approve on a card. Does nothing without a connection.
    void click(std::size_t message);
    /// Begins to count anew.
    void forget_clicks();

    [[nodiscard]] bool is_connected() const { return socket_ && socket_->open(); }
    [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }
    [[nodiscard]] const std::vector<Click>& clicks() const { return clicks_; }
    [[nodiscard]] std::size_t unacked() const { return unacked_; }
    [[nodiscard]] std::size_t finished() const { return finished_; }
    [[nodiscard]] std::size_t cards() const { return cards_; }
    [[nodiscard]] std::size_t settled() const { return settled_; }
    [[nodiscard]] std::size_t channels() const { return channels_; }
    [[nodiscard]] std::size_t registered() const { return registered_; }
    /// Which message is the card of a request in a channel.
    [[nodiscard]] std::optional<std::size_t> card(std::size_t request, std::size_t channel) const;
    [[nodiscard]] std::string channel_id(std::size_t channel) const;

    std::function<void()> on_ack;
    std::chrono::milliseconds delay{0};  ///< of chat.* and users.info

private:
    Reply post(const Request& request);
    Reply update(const Request& request);
    void note_finished(Click& click);
    void ping();

    PrivilegeManager& manager_;
    std::size_t channels_;
    std::string base_;
    std::shared_ptr<Connection> socket_;
    asio::steady_timer pings_;
    std::vector<Message> messages_;
    std::vector<std::vector<std::size_t>> cards_of_;  ///< by request, by channel: the number of the message and one
    std::vector<Click> clicks_;
    std::size_t first_envelope_ = 0;  ///< of the clicks that are not forgotten
    std::size_t envelopes_ = 0;
    std::size_t unacked_ = 0;
    std::size_t finished_ = 0;
    std::size_t cards_ = 0;
    std::size_t settled_ = 0;
    std::size_t registered_ = 0;
    std::int64_t epoch_;  ///< seconds since 1970 with which all time stamps begin
};

}  // namespace privman::bench
