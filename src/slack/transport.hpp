// The WebSocket under Socket Mode as a small interface: tests put fakes here, the program puts net/ here.
#pragma once

#include "domain/moment.hpp"
#include "net/dial.hpp"
#include "net/error.hpp"
#include "net/http_client.hpp"
#include "net/http_message.hpp"
#include "net/websocket.hpp"
#include "ports/outcome.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace privman::slack {

/// One connection; the promises of `net::WebSocket`: one reader, writers take turns, `abort` ends a pending read.
class Socket {
public:
    virtual ~Socket() = default;
    virtual Async<net::NetResult<net::Frame>> read() = 0;
    virtual Async<net::NetResult<void>> write(std::string text) = 0;
    /// The peer answers with a pong of the same payload, after everything that it has sent before it read this.
    virtual Async<net::NetResult<void>> ping(std::string payload) = 0;
    virtual Async<void> close(std::uint16_t code, Millis limit) = 0;
    virtual void abort() = 0;
};

/// Told of control frames, in their order among the messages, from inside a read.
using OnControl = std::function<void(net::ControlKind, std::string_view payload)>;

class Sockets {
public:
    virtual ~Sockets() = default;
    /// A connection to `url` within ten seconds or so. `on_control` is told of every ping, pong and close that comes
    /// in.
    virtual Async<net::NetResult<std::shared_ptr<Socket>>> connect(std::string url, OnControl on_control) = 0;
};

/// Over net::WebSocket; the dialer must outlive it.
class NetSockets final : public Sockets {
public:
    explicit NetSockets(net::Dialer& dialer, std::string user_agent = "privman-slack")
        : dialer_{dialer}, user_agent_{std::move(user_agent)} {}
    Async<net::NetResult<std::shared_ptr<Socket>>> connect(std::string url, OnControl on_control) override;

private:
    net::Dialer& dialer_;
    std::string user_agent_;
};

}  // namespace privman::slack
