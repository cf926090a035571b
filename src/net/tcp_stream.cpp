#include "net/tcp_stream.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace privman::net {

namespace {

using TcpUserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

constexpr int unacknowledged_limit_ms = 30'000;

class TcpTransport final : public Transport {
public:
    explicit TcpTransport(asio::ip::tcp::socket socket) : socket_{std::move(socket)} {
        // A connection on which one of these fails is slower to notice its end, not wrong.
        error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
        socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
        socket_.set_option(TcpUserTimeout{unacknowledged_limit_ms}, ignored);
    }

    asio::any_io_executor executor() override { return socket_.get_executor(); }

    // A handler that is not bound to the loop could not be required non-blocking.
    void read_some(ReadBuffers buffers, IoHandler handler) override {
        socket_.async_read_some(buffers, asio::bind_executor(socket_.get_executor(), std::move(handler)));
    }

    void write_some(WriteBuffers buffers, IoHandler handler) override {
        socket_.async_write_some(buffers, asio::bind_executor(socket_.get_executor(), std::move(handler)));
    }

    void shutdown(DoneHandler handler) override {
        error_code ec;
        socket_.shutdown(asio::socket_base::shutdown_send, ec);
        asio::post(socket_.get_executor(), [handler = std::move(handler), ec]() mutable { std::move(handler)(ec); });
    }

    void close() override {
        error_code ignored;
        socket_.close(ignored);
    }

    bool quiet() override {
        if (!socket_.is_open()) return false;
        char byte = 0;
        const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

private:
    asio::ip::tcp::socket socket_;
};

}  // namespace

AnyStream make_tcp_stream(asio::ip::tcp::socket socket) {
    return AnyStream{std::make_unique<TcpTransport>(std::move(socket))};
}

}  // namespace privman::net
