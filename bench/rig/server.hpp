// The rig's server: HTTP/1.1 with keep-alive, and WebSocket after an upgrade. It is written by hand, with callbacks and
// without deadlines, because whatever it spends is taken from the bot that is measured beside it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace privman::bench {

namespace asio = boost::asio;

/// Valid while the handler runs.
struct Request {
    std::string_view method;
    std::string_view target;
    std::string_view content_type;
    std::string_view body;
};

struct Reply {
    std::string body;
    std::string more_headers;  ///< whole lines, each with its CRLF
    std::chrono::milliseconds delay{0};
    unsigned status = 200;
};

class Server;

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(asio::ip::tcp::socket socket, Server& server);

    void start() { read(); }
    /// One text frame; only after the upgrade.
    void send_text(std::string_view text) { send_frame(0x1, text); }
    void send_ping() { send_frame(0x9, "rig"); }
    [[nodiscard]] bool open() const { return open_; }

private:
    void read();
    /// Takes what has come in apart, as far as it is complete.
    void take();
    bool take_request();
    bool take_frame();
    void upgrade(std::string_view key);
    void reply(Reply reply);
    void send_frame(std::uint8_t opcode, std::string_view payload);
    void write(std::string_view bytes);
    void flush();
    void close();

    asio::ip::tcp::socket socket_;
    Server& server_;
    asio::steady_timer delay_;
    std::string in_;
    std::string out_;      ///< waits for the write in flight to end
    std::string writing_;  ///< in flight
    bool answering_ = false;
    bool upgraded_ = false;
    bool open_ = true;
};

/// Lives as long as its loop runs.
class Server {
public:
    /// Listens on 127.0.0.1, on a port the system picks. Throws boost::system::system_error when it cannot.
    explicit Server(asio::io_context& loop);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    std::function<Reply(const Request&)> on_request;
    std::function<void(std::shared_ptr<Connection>)> on_upgrade;
    std::function<void(std::string_view text)> on_text;

private:
    void accept();

    asio::ip::tcp::acceptor acceptor_;
};

}  // namespace privman::bench
