// Socket Mode's server side: tickets, connections, envelopes and their acks. What is inside an envelope is not its
// business. https://docs.slack.dev/apis/events-api/using-socket-mode
#pragma once

#include "async/task_scope.hpp"
#include "net/websocket.hpp"
#include "sandbox/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::slack {

namespace asio = boost::asio;
namespace json = boost::json;

/// What became of one envelope.
struct Receipt {
    bool delivered = false;  ///< there was a connection to send it to
    bool acked = false;      ///< in time
    std::int64_t ack_ms = 0;
    json::value response;  ///< the ack's payload; null when it had none
};

struct SocketRules {
    bool ack_lost = false;  ///< acks arrive but count as lost
    /// False: an event is sent once, acked or not. True: every event is sent twice, even when acked. Nothing: as Slack
    /// does.
    std::optional<bool> redeliver_events;
};

class SocketHub {
public:
    SocketHub(asio::any_io_executor loop, Clock& clock, std::string app_id);

    /// A fresh URL path ("/socket/<ticket>") for one connection, good for 60 s.
    [[nodiscard]] std::string issue_ticket();
    /// Whether `ticket` was good; it no longer is.
    [[nodiscard]] bool redeem_ticket(std::string_view ticket);

    /// One connection from hello (or its refusal, when there are ten already) to its end.
    asio::awaitable<void> serve(net::WebSocket socket);

    /// Sends one interactive payload to exactly one connection and waits for the ack, 3 s at most. Never sent twice.
    asio::awaitable<Receipt> deliver_interactive(json::object payload, bool accepts_response);

    /// Sends an event in the background; again at once, after a minute and after five when it is not acked.
    void deliver_event(json::object payload);

    enum class Farewell { refresh_requested, warning, link_disabled, too_many_websockets, cut, mute };
    [[nodiscard]] static std::optional<Farewell> farewell_named(std::string_view name);
    /// Every open connection is told, or treated, so.
    void disconnect(Farewell how);

    [[nodiscard]] std::size_t connections() const { return connections_.size(); }
    [[nodiscard]] SocketRules& rules() { return rules_; }

    void stop();

private:
    struct Connection;
    struct Pending;
    struct Retry {
        int attempt = 0;
    };

    asio::awaitable<void> converse(const std::shared_ptr<Connection>& connection);
    void mute(const std::shared_ptr<Connection>& connection);
    asio::awaitable<void> give_up(std::shared_ptr<Connection> connection);
    void retire(const std::shared_ptr<Connection>& connection, std::string_view reason, std::int64_t close_after_ms);
    asio::awaitable<void> say_farewell(std::shared_ptr<Connection> connection, std::string frame,
                                       std::int64_t close_after_ms);
    asio::awaitable<void> persist(json::object payload);
    asio::awaitable<Receipt> deliver(std::string_view type, const json::object& payload, bool accepts_response,
                                     std::optional<Retry> retry);
    /// The next connection whose turn it is; one that is about to close only when there is no other.
    std::shared_ptr<Connection> next_connection();
    void take_frame(std::string_view text);

    Clock& clock_;
    std::string app_id_;
    SocketRules rules_;
    std::map<std::string, std::int64_t, std::less<>> tickets_;  ///< ticket -> boot time of its end
    std::list<std::shared_ptr<Connection>> connections_;        ///< the front is next in turn
    std::map<std::string, std::shared_ptr<Pending>, std::less<>> pending_;
    async::TaskScope background_;
};

}  // namespace privman::sandbox::slack
