// An HTTP/1.1 server for health pages, simulators and tests: small, bounded, able to misbehave on request.
#pragma once

#include "net/any_stream.hpp"
#include "net/error.hpp"
#include "net/http_message.hpp"
#include "net/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace privman::net {

/// Answers one request. What it throws becomes a bare 500 and closes the connection. Cancelled when the server stops.
using HttpHandler = std::function<asio::awaitable<HttpResponse>(HttpRequest)>;

/// Takes over an upgraded connection until it returns.
using WebSocketHandler = std::function<asio::awaitable<void>(HttpRequest, WebSocket)>;

/// Asked before an upgrade: a response refuses it, nothing accepts it.
using UpgradeDecision = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

struct HttpServerOptions {
    std::size_t max_body = 8u << 20;
    std::size_t max_connections = 256;          ///< how room is made for further ones: see HttpServer
    std::chrono::milliseconds request{30'000};  ///< from the first byte of a request to its last
    std::chrono::milliseconds idle{60'000};     ///< how long a connection may wait for its next request
    std::chrono::milliseconds write{30'000};    ///< for one response
    bool keep_alive = true;                     ///< false: one request a connection
    WebSocketLimits websocket;
    /// Told what a handler threw; the text may repeat what the handler knew, so it belongs in a log and nowhere else.
    std::function<void(std::string_view what)> on_exception;
};

/// Lives on one loop. Connections belong to the server: they are cancelled when it is stopped or destroyed. What the
/// handlers refer to must outlive the loop. When all places are taken, the oldest connection that the server waits for
/// (silent, halfway through a request, slow to take its answer) gives way to a new one; when a handler is at work for
/// each of them, the new one is closed.
class HttpServer {
public:
    HttpServer(asio::any_io_executor loop, HttpHandler handler, HttpServerOptions options = {});
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    /// Before `listen` and `serve`. Without a handler an upgrade is an ordinary request.
    void on_websocket(WebSocketHandler handler, UpgradeDecision decide = {});

    /// Accepts on `address` (an IP literal); port 0 lets the system pick. Returns the port. May be called for several
    /// addresses.
    [[nodiscard]] NetResult<std::uint16_t> listen(const std::string& address, std::uint16_t port);

    /// Serves one stream that is already connected.
    void serve(AnyStream stream);

    /// Accepts nothing more, ends idle connections, lets running requests finish for at most `limit`, then cancels the
    /// rest.
    asio::awaitable<void> stop(std::chrono::milliseconds limit);

    [[nodiscard]] std::size_t connections() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace privman::net
