#include "net/http_session.hpp"

#include "async/cancellation.hpp"
#include "net/coroutine.hpp"
#include "net/http_wire.hpp"
#include "net/websocket_state.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <array>
#include <exception>

namespace privman::net {

namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t max_head = 64u << 10;
constexpr std::size_t read_buffer = 128u << 10;
constexpr milliseconds linger{1'000};

/// A request as it came in, and what its framing says about the connection.
struct Arrived {
    HttpRequest request;
    bool keep_alive = false;
    bool wants_websocket = false;
    bool head_only = false;
};

NetError io_error(error_code ec) { return {NetTrouble::closed, false, ec.message()}; }

/// What to tell a peer whose request could not be read; 0: nothing, he has gone.
unsigned status_for(error_code ec) {
    if (ec == http::error::body_limit) return 413;
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow) return 431;
    if (ec == http::error::end_of_stream || ec == http::error::partial_message) return 0;
    return ec.category() == make_error_code(http::error::bad_version).category() ? 400 : 0;
}

/// The whole message; 500 without a body when the handler's headers cannot be sent as they are.
std::string spell(const HttpResponse& response, bool keep_alive, bool head_only) {
    const auto status_line = [](unsigned status) {
        const auto reason = http::obsolete_reason(http::int_to_status(status));
        return "HTTP/1.1 " + std::to_string(status) + " " + std::string{reason.data(), reason.size()} + "\r\n";
    };
    std::string out = status_line(response.status);
    if (!append_headers(out, response.headers, {"Content-Length", "Transfer-Encoding", "Connection"})) {
        return status_line(500) + "Content-Length: 0\r\nConnection: close\r\n\r\n";
    }
    const bool bodiless = response.status == 204 || response.status == 304 || response.status / 100 == 1;
    if (!bodiless) out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (!keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
    if (!bodiless && !head_only) out += response.body;
    return out;
}

asio::awaitable<NetResult<std::size_t>> write_all(AnyStream& stream, std::string_view bytes) {
    const auto [ec, count] = co_await asio::async_write(stream, asio::buffer(bytes), quiet);
    if (ec) co_return std::unexpected{io_error(ec)};
    co_return count;
}

asio::awaitable<NetResult<std::size_t>> read_more(AnyStream& stream, boost::beast::flat_buffer& buffer) {
    const auto [ec, count] = co_await stream.async_read_some(buffer.prepare(4096), quiet);
    if (ec) co_return std::unexpected{io_error(ec)};
    buffer.commit(count);
    co_return count;
}

/// `refusal` is set when the peer deserves to be told why his request was not read.
asio::awaitable<NetResult<Arrived>> read_request(AnyStream& stream, boost::beast::flat_buffer& buffer,
                                                 std::size_t max_body, unsigned& refusal) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(max_head);
    parser.body_limit(max_body);
    auto [ec, count] = co_await http::async_read_header(stream, buffer, parser, quiet);
    if (!ec && !parser.is_done()) {
        const auto expectation = parser.get()[http::field::expect];
        if (equal_ignoring_case({expectation.data(), expectation.size()}, "100-continue")) {
            if (auto told = co_await write_all(stream, "HTTP/1.1 100 Continue\r\n\r\n"); !told) {
                co_return std::unexpected{std::move(told.error())};
            }
        }
        std::tie(ec, count) = co_await http::async_read(stream, buffer, parser, quiet);
    }
    if (ec) {
        refusal = status_for(ec);
        co_return std::unexpected{io_error(ec)};
    }

    Arrived arrived;
    arrived.keep_alive = parser.keep_alive();
    auto message = parser.release();
    arrived.wants_websocket = boost::beast::websocket::is_upgrade(message);
    const auto method = message.method_string();
    const auto target = message.target();
    arrived.request.method.assign(method.data(), method.size());
    arrived.head_only = message.method() == http::verb::head;
    arrived.request.target.assign(target.data(), target.size());
    for (const auto& field : message) {
        const auto name = field.name_string();
        const auto value = field.value();
        arrived.request.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }
    arrived.request.body = std::move(message.body());
    co_return arrived;
}

/// One connection at work. Lives in the frame of `run_session`.
class Server {
public:
    Server(Session& session, const SessionRules& rules) : session_{session}, rules_{rules} {}

    asio::awaitable<void> run() {
        while (!rules_.stopping && co_await somebody_speaks()) {
            unsigned refusal = 0;
            auto arrived = co_await limited(rules_.options.request,
                                            read_request(stream(), buffer_, rules_.options.max_body, refusal));
            if (!arrived || !*arrived) {
                co_await complain(arrived ? refusal : 408);
                co_return;
            }
            if ((*arrived)->wants_websocket && rules_.on_websocket) {
                std::optional<HttpResponse> instead;
                if (rules_.decide) instead = rules_.decide((*arrived)->request);
                if (!instead) {
                    co_await hand_over(std::move((*arrived)->request));
                    co_return;
                }
                if (!co_await deliver(std::move(*instead), **arrived)) co_return;
                continue;
            }
            auto response = co_await ask_handler(**arrived);
            if (!co_await deliver(std::move(response), **arrived)) co_return;
        }
    }

private:
    AnyStream& stream() { return session_.stream; }

    /// While it lives, it is the peer who waits.
    class AtWork {
    public:
        explicit AtWork(Session& session) : session_{session} { session_.waits_for_peer = false; }
        AtWork(const AtWork&) = delete;
        AtWork& operator=(const AtWork&) = delete;
        ~AtWork() { session_.waits_for_peer = true; }

    private:
        Session& session_;
    };

    asio::awaitable<bool> somebody_speaks() {
        session_.between_requests = buffer_.size() == 0;
        if (!session_.between_requests) co_return true;
        const auto came = co_await limited(rules_.options.idle, read_more(stream(), buffer_));
        session_.between_requests = false;
        co_return came && *came;
    }

    /// What the handler answers; what it throws becomes a 500 and the end of the connection.
    asio::awaitable<HttpResponse> ask_handler(Arrived& arrived) {
        const AtWork at_work{session_};
        std::exception_ptr thrown;
        try {
            co_return co_await rules_.handler(std::move(arrived.request));
        } catch (...) {
            thrown = std::current_exception();
        }
        co_await tell(thrown);
        arrived.keep_alive = false;
        co_return HttpResponse{.status = 500, .headers = {{"Content-Type", "text/plain"}}, .body = "internal error\n"};
    }

    /// True when the connection can carry another request.
    asio::awaitable<bool> deliver(HttpResponse response, const Arrived& arrived) {
        const bool keep_alive = arrived.keep_alive && rules_.options.keep_alive && !rules_.stopping &&
                                response.delivery == Delivery::answer;
        auto bytes = spell(response, keep_alive, arrived.head_only);
        switch (response.delivery) {
            case Delivery::drop: co_return false;
            case Delivery::hang: co_await wait_until_peer_leaves(); co_return false;
            case Delivery::truncate: bytes.resize(bytes.size() - (response.body.size() + 1) / 2); break;
            case Delivery::answer: break;
        }
        const auto written = co_await limited(rules_.options.write, write_all(stream(), bytes));
        if (!keep_alive) co_await stream().async_shutdown(quiet);
        co_return keep_alive&& written && *written;
    }

    asio::awaitable<void> wait_until_peer_leaves() {
        std::array<char, 1024> scratch{};
        for (;;) {
            if (const auto [ec, count] = co_await stream().async_read_some(asio::buffer(scratch), quiet); ec) co_return;
        }
    }

    asio::awaitable<void> complain(unsigned status) {
        if (status == 0) co_return;
        const auto bytes = spell(HttpResponse{.status = status}, false, false);
        co_await limited(rules_.options.write, write_all(stream(), bytes));
        co_await stream().async_shutdown(quiet);
        // Closing with unread bytes would reset the connection and take the complaint with it.
        co_await async::within(sleep_for(linger), wait_until_peer_leaves());
    }

    asio::awaitable<void> hand_over(HttpRequest request) {
        // Frames before the answer to the upgrade are against the protocol.
        if (buffer_.size() > 0) co_return;
        session_.waits_for_peer = false;  // for good: the stream goes with the socket
        auto socket = co_await accept_websocket(std::move(stream()), request, rules_.options.websocket);
        if (!socket) co_return;
        std::exception_ptr thrown;
        try {
            co_await rules_.on_websocket(std::move(request), std::move(*socket));
        } catch (...) {
            thrown = std::current_exception();
        }
        if (thrown) co_await tell(thrown);
    }

    /// Throws on when it was we who were cancelled.
    asio::awaitable<void> tell(std::exception_ptr thrown) {
        co_await throw_if_cancelled();
        if (rules_.options.on_exception) rules_.options.on_exception(async::what_of(thrown));
    }

    Session& session_;
    const SessionRules& rules_;
    boost::beast::flat_buffer buffer_{read_buffer};
};

}  // namespace

asio::awaitable<void> run_session(std::shared_ptr<Session> session, std::shared_ptr<const SessionRules> rules) {
    Server server{*session, *rules};
    co_await server.run();
}

}  // namespace privman::net
