#include "net/websocket.hpp"

#include "net/coroutine.hpp"
#include "net/websocket_state.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace privman::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

/// Big enough that the messages we write leave in one piece.
constexpr std::size_t write_buffer = 64u << 10;

/// A stream is finished after anything but success, being cancelled included.
template <class State>
class AbortUnlessDone {
public:
    explicit AbortUnlessDone(State& state) : state_{state} {}
    AbortUnlessDone(const AbortUnlessDone&) = delete;
    AbortUnlessDone& operator=(const AbortUnlessDone&) = delete;
    ~AbortUnlessDone() {
        if (!done_) state_.abort();
    }

    void done() { done_ = true; }

private:
    State& state_;
    bool done_ = false;
};

ControlKind kind_of(websocket::frame_type type) {
    switch (type) {
        case websocket::frame_type::ping: return ControlKind::ping;
        case websocket::frame_type::pong: return ControlKind::pong;
        case websocket::frame_type::close: break;
    }
    return ControlKind::close;
}

NetTrouble trouble_of(error_code ec) {
    if (ec == beast::error::timeout) return NetTrouble::timeout;
    if (ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow)
        return NetTrouble::too_large;
    if (ec == websocket::error::closed) return NetTrouble::closed;
    const bool misspelled = ec.category() == make_error_code(websocket::error::bad_opcode).category();
    return misspelled ? NetTrouble::protocol : NetTrouble::closed;
}

}  // namespace

WebSocket::State::State(AnyStream stream, const WebSocketLimits& limits, beast::role_type role, std::string peer_name)
    : peer{std::move(peer_name)},
      on_control{limits.on_control},
      socket{std::move(stream)},
      last_inbound{std::chrono::steady_clock::now()} {
    auto times = websocket::stream_base::timeout::suggested(role);
    times.handshake_timeout = limits.handshake;
    times.idle_timeout = limits.idle;
    times.keep_alive_pings = true;  // at half of the idle time
    socket.set_option(times);
    socket.auto_fragment(false);
    socket.write_buffer_bytes(write_buffer);
    socket.read_message_max(limits.max_message);
    socket.text(true);
    socket.control_callback([this](websocket::frame_type type, beast::string_view payload) {
        last_inbound = std::chrono::steady_clock::now();
        if (type == websocket::frame_type::close) close_code = socket.reason().code;
        if (on_control) on_control(kind_of(type), {payload.data(), payload.size()});
    });
}

void WebSocket::State::abort() {
    ended = true;
    socket.next_layer().close();
    ended_waiters.wake_all();
}

NetError WebSocket::State::error_of(error_code ec, bool sent, std::string_view doing) const {
    std::string what = peer + ": " + std::string{doing} + ": ";
    if (ec == websocket::error::closed) {
        what += "closed by the peer with " + std::to_string(socket.reason().code);
        if (const auto& reason = socket.reason().reason; !reason.empty())
            what.append(" ").append(reason.data(), reason.size());
    } else {
        what += ec.message();
    }
    return {trouble_of(ec), sent, std::move(what)};
}

namespace {

std::unexpected<NetError> gone(const std::string& peer) {
    return std::unexpected{NetError{NetTrouble::closed, false, peer + ": the WebSocket is closed"}};
}

template <class State>
asio::awaitable<NetResult<Frame>> read_from(std::shared_ptr<State> state) {
    if (state->ended) co_return gone(state->peer);
    AbortUnlessDone guard{*state};
    Frame frame;
    auto buffer = asio::dynamic_buffer(frame.data);
    const auto [ec, count] = co_await state->socket.async_read(buffer, quiet);
    if (ec) {
        co_await throw_if_cancelled();
        co_return std::unexpected{state->error_of(ec, false, "reading")};
    }
    guard.done();
    state->last_inbound = std::chrono::steady_clock::now();
    frame.text = state->socket.got_text();
    co_return frame;
}

template <class State>
asio::awaitable<NetResult<void>> write_to(std::shared_ptr<State> state, std::string text) {
    auto turn = state->writers.queue();
    co_await turn.mine();
    if (state->ended || state->closing) co_return gone(state->peer);
    AbortUnlessDone guard{*state};
    const auto [ec, count] = co_await state->socket.async_write(asio::buffer(text), quiet);
    if (ec) {
        co_await throw_if_cancelled();
        co_return std::unexpected{state->error_of(ec, true, "writing")};
    }
    guard.done();
    co_return NetResult<void>{};
}

template <class State>
asio::awaitable<NetResult<void>> ping_to(std::shared_ptr<State> state, std::string payload) {
    auto turn = state->writers.queue();
    co_await turn.mine();
    if (state->ended || state->closing) co_return gone(state->peer);
    AbortUnlessDone guard{*state};
    websocket::ping_data data;
    data.assign(payload.data(), std::min(payload.size(), data.max_size()));
    const auto [ec] = co_await state->socket.async_ping(data, quiet);
    if (ec) {
        co_await throw_if_cancelled();
        co_return std::unexpected{state->error_of(ec, true, "pinging")};
    }
    guard.done();
    co_return NetResult<void>{};
}

template <class State>
asio::awaitable<void> close_at(std::shared_ptr<State> state, std::uint16_t code, milliseconds limit) {
    if (state->closing) {
        while (!state->ended) co_await state->ended_waiters.wait();
        co_return;
    }
    if (state->ended) co_return;
    state->closing = true;
    const AbortUnlessDone guard{*state};
    // Not a cancellation: closing the stream also ends the reader and the writer who may be in our way.
    asio::steady_timer patience{co_await asio::this_coro::executor, limit};
    patience.async_wait([weak = std::weak_ptr{state}](error_code ec) {
        if (const auto late = weak.lock(); late && !ec) late->abort();
    });
    co_await state->socket.async_close(websocket::close_reason{code}, quiet);
}

template <class State>
asio::awaitable<NetResult<std::shared_ptr<State>>> shake_hands(Dialer& dialer, Url url, WebSocketLimits limits,
                                                               bool& sent) {
    const auto peer = authority_of(url.origin);
    auto stream = co_await dialer.dial(url.origin, limits.handshake);
    if (!stream) co_return std::unexpected{std::move(stream.error())};

    auto state = std::make_shared<State>(std::move(*stream), limits, beast::role_type::client, peer);
    state->socket.set_option(
        websocket::stream_base::decorator([agent = limits.user_agent](websocket::request_type& request) {
            request.set(http::field::user_agent, agent);
        }));
    websocket::response_type answer;
    sent = true;
    const auto [ec] = co_await state->socket.async_handshake(answer, host_header_of(url.origin), url.target, quiet);
    if (ec == websocket::error::upgrade_declined) {
        co_return std::unexpected{NetError{
            NetTrouble::protocol, true, peer + ": answered the upgrade with " + std::to_string(answer.result_int())}};
    }
    if (ec) co_return std::unexpected{state->error_of(ec, true, "WebSocket handshake")};
    co_return state;
}

}  // namespace

asio::awaitable<NetResult<WebSocket>> WebSocket::connect(Dialer& dialer, std::string url, WebSocketLimits limits) {
    auto parsed = parse_url(url);
    if (!parsed) co_return std::unexpected{std::move(parsed.error())};
    const auto peer = authority_of(parsed->origin);
    const auto limit = limits.handshake;
    bool sent = false;
    auto shaken = co_await limited(limit, shake_hands<State>(dialer, std::move(*parsed), std::move(limits), sent));
    if (shaken && *shaken) co_return WebSocket{std::move(**shaken)};
    co_await throw_if_cancelled();
    if (shaken) co_return std::unexpected{std::move(shaken->error())};
    co_return std::unexpected{NetError{NetTrouble::timeout, sent, peer + ": no WebSocket in time"}};
}

asio::awaitable<NetResult<WebSocket>> accept_websocket(AnyStream stream, HttpRequest request, WebSocketLimits limits) {
    http::request<http::empty_body> upgrade{http::verb::get, request.target, 11};
    for (const auto& [name, value] : request.headers) upgrade.insert(name, value);
    auto state = std::make_shared<WebSocket::State>(std::move(stream), limits, beast::role_type::server, "a client");
    const auto [ec] = co_await state->socket.async_accept(upgrade, quiet);
    if (ec) co_return std::unexpected{state->error_of(ec, true, "WebSocket handshake")};
    co_return WebSocket{std::move(state)};
}

WebSocket::WebSocket(std::shared_ptr<State> state) : state_{std::move(state)} {}
WebSocket::WebSocket(WebSocket&&) noexcept = default;

WebSocket& WebSocket::operator=(WebSocket&& other) noexcept {
    if (this != &other) {
        if (state_) state_->abort();
        state_ = std::move(other.state_);
    }
    return *this;
}

WebSocket::~WebSocket() {
    if (state_) state_->abort();
}

asio::awaitable<NetResult<Frame>> WebSocket::read() { return read_from(state_); }
asio::awaitable<NetResult<void>> WebSocket::write(std::string text) { return write_to(state_, std::move(text)); }
asio::awaitable<NetResult<void>> WebSocket::ping(std::string payload) { return ping_to(state_, std::move(payload)); }
asio::awaitable<void> WebSocket::close(std::uint16_t code, milliseconds limit) { return close_at(state_, code, limit); }
void WebSocket::abort() { state_->abort(); }
std::chrono::steady_clock::time_point WebSocket::last_inbound() const { return state_->last_inbound; }
std::uint16_t WebSocket::close_code() const { return state_->close_code; }

}  // namespace privman::net
