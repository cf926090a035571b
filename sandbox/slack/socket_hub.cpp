#include "sandbox/slack/socket_hub.hpp"

#include "async/wait_list.hpp"
#include "async/within.hpp"
#include "sandbox/slack/ids.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace privman::sandbox::slack {

namespace {

constexpr std::int64_t ticket_life_ms = 60'000;
constexpr std::int64_t ack_limit_ms = 3'000;
constexpr std::size_t connection_limit = 10;
constexpr std::size_t client_frame_limit = 20'480;
constexpr std::int64_t warning_ms = 10'000;  // between a warning and the close that follows
/// How long a peer that stopped answering stays in the list of connections, as ghosts do.
constexpr std::int64_t ghost_life_ms = 120'000;

/// A task of ours that throws is a fault of the sandbox; tests and people should see it at once.
void report(std::exception_ptr failure) {
    try {
        std::rethrow_exception(std::move(failure));
    } catch (const std::exception& e) {
        fmt::print(stderr, "sandbox: socket mode: {}\n", e.what());
    }
}

std::string disconnect_frame(std::string_view reason) {
    return json::serialize(json::object{
        {"type", "disconnect"}, {"reason", reason}, {"debug_info", json::object{{"host", "applink-sandbox"}}}});
}

}  // namespace

struct SocketHub::Connection {
    explicit Connection(net::WebSocket accepted) : socket{std::move(accepted)} {}
    net::WebSocket socket;
    bool ready = false;     // hello is out
    bool retiring = false;  // told to go
    bool mute = false;
};

struct SocketHub::Pending {
    bool acked = false;
    std::int64_t acked_at_ms = 0;
    json::value response;
    async::WaitList arrival;
};

SocketHub::SocketHub(asio::any_io_executor loop, Clock& clock, std::string app_id)
    : clock_{clock}, app_id_{std::move(app_id)}, background_{std::move(loop), report} {}

std::string SocketHub::issue_ticket() {
    std::string ticket = random_word(32);
    tickets_.emplace(ticket, clock_.boot_ms() + ticket_life_ms);
    return "/socket/" + ticket;
}

bool SocketHub::redeem_ticket(std::string_view ticket) {
    const auto found = tickets_.find(ticket);
    if (found == tickets_.end()) return false;
    const bool alive = clock_.boot_ms() < found->second;
    tickets_.erase(found);
    return alive;
}

asio::awaitable<void> SocketHub::serve(net::WebSocket socket) {
    const auto connection = std::make_shared<Connection>(std::move(socket));
    if (connections_.size() >= connection_limit) {
        co_await say_farewell(connection, disconnect_frame("too_many_websockets"), 0);
        co_return;
    }
    connections_.push_back(connection);
    std::exception_ptr failure;
    try {
        co_await converse(connection);
    } catch (...) {
        failure = std::current_exception();
    }
    connections_.remove(connection);
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> SocketHub::converse(const std::shared_ptr<Connection>& connection) {
    const json::object hello{
        {"type", "hello"},
        {"num_connections", connections_.size()},
        {"connection_info", json::object{{"app_id", app_id_}}},
        {"debug_info",
         json::object{{"host", "applink-sandbox"}, {"build_number", 1}, {"approximate_connection_time", 18060}}}};
    if (!co_await connection->socket.write(json::serialize(hello))) co_return;
    connection->ready = true;
    for (;;) {
        const auto frame = co_await connection->socket.read();
        if (!frame) co_return;
        if (frame->data.size() > client_frame_limit) {
            co_await connection->socket.close(1009, std::chrono::milliseconds{1000});
            co_return;
        }
        if (frame->text && !connection->mute) take_frame(frame->data);
    }
}

void SocketHub::take_frame(std::string_view text) {
    boost::system::error_code ec;
    const auto value = json::parse(text, ec);
    const auto* frame = ec ? nullptr : value.if_object();
    const auto* id = frame ? frame->if_contains("envelope_id") : nullptr;
    if (!id || !id->is_string() || rules_.ack_lost) return;
    const auto found = pending_.find(std::string_view{id->get_string()});
    if (found == pending_.end()) return;  // too late, or none of ours
    Pending& pending = *found->second;
    if (pending.acked) return;
    pending.acked = true;
    pending.acked_at_ms = clock_.boot_ms();
    if (const auto* payload = frame->if_contains("payload")) pending.response = *payload;
    pending.arrival.wake_all();
}

std::shared_ptr<SocketHub::Connection> SocketHub::next_connection() {
    for (const bool retiring : {false, true}) {
        const auto found = std::ranges::find_if(connections_, [&](const auto& connection) {
            return connection->ready && connection->retiring == retiring;
        });
        if (found == connections_.end()) continue;
        auto connection = *found;
        connections_.splice(connections_.end(), connections_, found);
        return connection;
    }
    return nullptr;
}

asio::awaitable<Receipt> SocketHub::deliver(std::string_view type, const json::object& payload, bool accepts_response,
                                            std::optional<Retry> retry) {
    Receipt receipt;
    const auto connection = next_connection();
    if (!connection) co_return receipt;

    const std::string id = random_uuid();
    json::object envelope{
        {"envelope_id", id}, {"type", type}, {"accepts_response_payload", accepts_response}, {"payload", payload}};
    if (retry) {
        envelope["retry_attempt"] = retry->attempt;
        envelope["retry_reason"] = retry->attempt > 0 ? "timeout" : "";
    }
    const auto pending = std::make_shared<Pending>();
    pending_.emplace(id, pending);
    const auto sent_ms = clock_.boot_ms();
    // A mute connection is one that Slack still believes in: it gets the payload, and nobody will ever answer.
    if (connection->mute) {
        receipt.delivered = true;
    } else {
        receipt.delivered = (co_await connection->socket.write(json::serialize(envelope))).has_value();
    }
    if (receipt.delivered && !pending->acked) {
        co_await async::within(clock_.sleep_for(ack_limit_ms), pending->arrival.wait());
    }
    pending_.erase(id);
    receipt.acked = pending->acked && pending->acked_at_ms - sent_ms <= ack_limit_ms;
    receipt.ack_ms = (pending->acked ? pending->acked_at_ms : clock_.boot_ms()) - sent_ms;
    if (receipt.acked) receipt.response = std::move(pending->response);
    co_return receipt;
}

asio::awaitable<Receipt> SocketHub::deliver_interactive(json::object payload, bool accepts_response) {
    co_return co_await deliver("interactive", payload, accepts_response, std::nullopt);
}

void SocketHub::deliver_event(json::object payload) {
    background_.start([this, payload = std::move(payload)] { return persist(payload); });
}

asio::awaitable<void> SocketHub::persist(json::object payload) {
    constexpr std::array<std::int64_t, 3> pauses_ms{0, 60'000, 300'000};
    bool sent_twice_already = false;
    for (int attempt = 0;; ++attempt) {
        const auto receipt = co_await deliver("events_api", payload, false, Retry{attempt});
        const bool once_more = rules_.redeliver_events == true && !std::exchange(sent_twice_already, true);
        if (receipt.acked && !once_more) co_return;
        if (rules_.redeliver_events == false || attempt == static_cast<int>(pauses_ms.size())) co_return;
        co_await clock_.sleep_for(pauses_ms[static_cast<std::size_t>(attempt)]);
    }
}

std::optional<SocketHub::Farewell> SocketHub::farewell_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Farewell>, 6> names{{
        {"refresh_requested", Farewell::refresh_requested},
        {"warning", Farewell::warning},
        {"link_disabled", Farewell::link_disabled},
        {"too_many_websockets", Farewell::too_many_websockets},
        {"cut", Farewell::cut},
        {"mute", Farewell::mute},
    }};
    const auto* const found = std::ranges::find(names, name, &std::pair<std::string_view, Farewell>::first);
    if (found == names.end()) return std::nullopt;
    return found->second;
}

void SocketHub::disconnect(Farewell how) {
    for (const auto& connection : connections_) {
        switch (how) {
            case Farewell::cut: connection->socket.abort(); break;
            case Farewell::mute: mute(connection); break;
            case Farewell::warning: retire(connection, "warning", warning_ms); break;
            case Farewell::refresh_requested: retire(connection, "refresh_requested", warning_ms); break;
            case Farewell::link_disabled: retire(connection, "link_disabled", 0); break;
            case Farewell::too_many_websockets: retire(connection, "too_many_websockets", 0); break;
        }
    }
}

void SocketHub::mute(const std::shared_ptr<Connection>& connection) {
    connection->mute = true;
    background_.start([this, connection] { return give_up(connection); });
}

asio::awaitable<void> SocketHub::give_up(std::shared_ptr<Connection> connection) {
    co_await clock_.sleep_for(ghost_life_ms);
    connection->socket.abort();
}

void SocketHub::retire(const std::shared_ptr<Connection>& connection, std::string_view reason,
                       std::int64_t close_after_ms) {
    connection->retiring = true;
    background_.start([this, connection, frame = disconnect_frame(reason), close_after_ms] {
        return say_farewell(connection, frame, close_after_ms);
    });
}

asio::awaitable<void> SocketHub::say_farewell(std::shared_ptr<Connection> connection, std::string frame,
                                              std::int64_t close_after_ms) {
    if (!co_await connection->socket.write(std::move(frame))) co_return;
    if (close_after_ms > 0) co_await clock_.sleep_for(close_after_ms);
    co_await connection->socket.close(1000, std::chrono::milliseconds{1000});
}

void SocketHub::stop() {
    for (const auto& connection : connections_) connection->socket.abort();
    background_.cancel();
}

}  // namespace privman::sandbox::slack
