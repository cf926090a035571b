// The Beast side of a WebSocket, shared by the one that dials and the one that accepts. Internal to this folder; heavy.
#pragma once

#include "async/turnstile.hpp"
#include "async/wait_list.hpp"
#include "net/any_stream.hpp"
#include "net/websocket.hpp"

#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <utility>

namespace privman::net {

// Found by Beast through argument-dependent lookup, when a connection ends by the rules and when a time limit ends it.
inline void teardown(boost::beast::role_type, AnyStream& stream, error_code& ec) {
    stream.close();
    ec = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, AnyStream& stream, Handler&& handler) {
    stream.async_shutdown(std::forward<Handler>(handler));
}

inline void beast_close_socket(AnyStream& stream) { stream.close(); }

struct WebSocket::State : std::enable_shared_from_this<State> {
    State(AnyStream stream, const WebSocketLimits& limits, boost::beast::role_type role, std::string peer_name);

    void abort();
    [[nodiscard]] NetError error_of(error_code ec, bool sent, std::string_view doing) const;

    std::string peer;
    std::function<void(ControlKind, std::string_view)> on_control;
    boost::beast::websocket::stream<AnyStream, false> socket;  // false: compression is not even compiled
    async::Turnstile writers;
    async::WaitList ended_waiters;
    std::chrono::steady_clock::time_point last_inbound;
    std::uint16_t close_code = 0;
    bool closing = false;
    bool ended = false;
};

/// The server's half of the handshake; `request` is the upgrade that came in on `stream`.
asio::awaitable<NetResult<WebSocket>> accept_websocket(AnyStream stream, HttpRequest request, WebSocketLimits limits);

}  // namespace privman::net
