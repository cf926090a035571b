// A WebSocket with one reader, queued writers, a liveness limit and a close that always ends.
#pragma once

#include "net/dial.hpp"
#include "net/error.hpp"
#include "net/http_message.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace privman::net {

enum class ControlKind { ping, pong, close };

struct WebSocketLimits {
    std::chrono::milliseconds handshake{15'000};  ///< dialling included
    /// Dead when nothing at all comes in for that long; our own pings go out at half of it. Holds while somebody reads.
    std::chrono::milliseconds idle{60'000};
    std::size_t max_message = 16u << 20;
    std::string user_agent = "privman";
    /// Told of every control frame that arrives, on the loop, from inside a read. Must not call the WebSocket.
    std::function<void(ControlKind, std::string_view payload)> on_control;
};

/// A whole message, however many frames it came in.
struct Frame {
    bool text = true;
    std::string data;
};

/// Compression is never offered. Movable; destroying it aborts the connection and ends whatever still waits on it.
class WebSocket {
public:
    /// Dials and shakes hands within `limits.handshake`. An HTTP answer instead of a WebSocket is `protocol`, the
    /// status in the text.
    static asio::awaitable<NetResult<WebSocket>> connect(Dialer& dialer, std::string url, WebSocketLimits limits = {});

    WebSocket(WebSocket&&) noexcept;
    WebSocket& operator=(WebSocket&&) noexcept;
    ~WebSocket();

    /// The next message. One reader at a time. Ends with `closed` (code and reason in the text), `timeout` (silence),
    /// `too_large` (the peer is told 1009) or `protocol`; after any of them, and after being cancelled, the connection
    /// is gone.
    asio::awaitable<NetResult<Frame>> read();

    /// One text message in one frame. Any number of coroutines may call it, also during a read: they take turns in
    /// order. `sent` is false when this message never had its turn. Being cancelled while writing ends the connection.
    asio::awaitable<NetResult<void>> write(std::string text);

    /// A ping of our own, at most 125 bytes; its pong is told to `on_control`, after every message that the peer had
    /// sent before it. As `write` otherwise.
    asio::awaitable<NetResult<void>> ping(std::string payload);

    /// Sends a close frame, waits for the peer's answer at most `limit`, then ends the connection in any case.
    asio::awaitable<void> close(std::uint16_t code, std::chrono::milliseconds limit);

    /// Ends the connection now, without a close frame. Safe from any coroutine of the loop.
    void abort();

    /// When something, control frames included, last came in.
    [[nodiscard]] std::chrono::steady_clock::time_point last_inbound() const;

    /// What the peer said when it closed; 0 while it has not.
    [[nodiscard]] std::uint16_t close_code() const;

    struct State;
    /// For the server side of this folder.
    explicit WebSocket(std::shared_ptr<State> state);

private:
    std::shared_ptr<State> state_;
};

}  // namespace privman::net
