#include "slack/transport.hpp"

#include <utility>

namespace privman::slack {

namespace {

class NetSocket final : public Socket {
public:
    explicit NetSocket(net::WebSocket socket) : socket_{std::move(socket)} {}

    Async<net::NetResult<net::Frame>> read() override { return socket_.read(); }
    Async<net::NetResult<void>> write(std::string text) override { return socket_.write(std::move(text)); }
    Async<net::NetResult<void>> ping(std::string payload) override { return socket_.ping(std::move(payload)); }
    Async<void> close(std::uint16_t code, Millis limit) override { return socket_.close(code, limit); }
    void abort() override { socket_.abort(); }

private:
    net::WebSocket socket_;
};

}  // namespace

Async<net::NetResult<std::shared_ptr<Socket>>> NetSockets::connect(std::string url, OnControl on_control) {
    net::WebSocketLimits limits;
    limits.handshake = Millis{20'000};
    // Slack pings every few seconds, and five seconds of patience proved too strict in the field; thirty is the rule.
    limits.idle = Millis{30'000};
    // A click brings its whole message along, 50 blocks at most: a tenth of that.
    limits.max_message = 1u << 20;
    limits.user_agent = user_agent_;
    limits.on_control = std::move(on_control);
    auto socket = co_await net::WebSocket::connect(dialer_, std::move(url), std::move(limits));
    if (!socket) co_return std::unexpected{std::move(socket.error())};
    co_return std::make_shared<NetSocket>(std::move(*socket));
}

}  // namespace privman::slack
