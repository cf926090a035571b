#include "bench/rig/server.hpp"

#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace privman::bench {

namespace {

constexpr std::size_t read_at_once = 64u << 10;

bool same_word(std::string_view a, std::string_view lower) {
    return std::ranges::equal(a, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

std::string_view header(std::string_view head, std::string_view lower_name) {
    for (auto at = head.find("\r\n"); at != std::string_view::npos;) {
        const auto begin = at + 2;
        at = head.find("\r\n", begin);
        const auto line = head.substr(begin, at == std::string_view::npos ? at : at - begin);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !same_word(line.substr(0, colon), lower_name)) continue;
        auto value = line.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        return value;
    }
    return {};
}

std::string accept_for(std::string_view key) {
    const auto text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 32> encoded{};
    const auto length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {encoded.begin(), encoded.begin() + length};
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Server& server)
    : socket_{std::move(socket)}, server_{server}, delay_{socket_.get_executor()} {}

void Connection::read() {
    const auto had = in_.size();
    in_.resize(had + read_at_once);
    socket_.async_read_some(asio::buffer(in_.data() + had, read_at_once),
                            [self = shared_from_this(), had](boost::system::error_code error, std::size_t size) {
                                self->in_.resize(had + size);
                                if (error) return self->close();
                                self->take();
                                if (self->open_) self->read();
                            });
}

void Connection::take() {
    while (open_ && !answering_ && !in_.empty())
        if (!(upgraded_ ? take_frame() : take_request())) return;
}

bool Connection::take_request() {
    const auto end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto head = std::string_view{in_}.substr(0, end);
    std::size_t length = 0;
    if (const auto said = header(head, "content-length"); !said.empty())
        std::from_chars(said.data(), said.data() + said.size(), length);
    const auto whole = end + 4 + length;
    if (in_.size() < whole) {
        in_.reserve(whole + read_at_once);
        return false;
    }
    if (const auto key = header(head, "sec-websocket-key"); !key.empty()) {
        upgrade(key);
        in_.erase(0, whole);
        server_.on_upgrade(shared_from_this());
        return true;
    }
    const auto space = head.find(' ');
    const auto target_end = head.find(' ', space + 1);
    auto answer = server_.on_request({.method = head.substr(0, space),
                                      .target = head.substr(space + 1, target_end - space - 1),
                                      .content_type = header(head, "content-type"),
                                      .body = std::string_view{in_}.substr(end + 4, length)});
    in_.erase(0, whole);
    if (answer.delay.count() == 0) {
        reply(std::move(answer));
        return true;
    }
    answering_ = true;
    delay_.expires_after(answer.delay);
    delay_.async_wait([self = shared_from_this(), answer = std::move(answer)](boost::system::error_code) mutable {
        self->answering_ = false;
        self->reply(std::move(answer));
        self->take();
    });
    return false;
}

void Connection::reply(Reply reply) {
    const auto head =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n{}\r\n",
                    reply.status, reply.status == 200 ? "OK" : "Refused", reply.body.size(), reply.more_headers);
    write(head);
    write(reply.body);
    flush();
}

void Connection::upgrade(std::string_view key) {
    write(
        fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: {}\r\n\r\n",
                    accept_for(key)));
    flush();
    upgraded_ = true;
}

bool Connection::take_frame() {
    const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(in_[at]); };
    if (in_.size() < 2) return false;
    std::size_t length = byte(1) & 0x7FU;
    std::size_t at = 2;
    if (const std::size_t wide = length == 126 ? 2 : length == 127 ? 8 : 0; wide > 0) {
        if (in_.size() < at + wide) return false;
        length = 0;
        for (std::size_t i = 0; i < wide; ++i) length = length << 8U | byte(at + i);
        at += wide;
    }
    if (in_.size() < at + 4 + length) return false;
    for (std::size_t i = 0; i < length; ++i) in_[at + 4 + i] = static_cast<char>(in_[at + 4 + i] ^ in_[at + i % 4]);
    const auto payload = std::string_view{in_}.substr(at + 4, length);
    switch (byte(0) & 0x0FU) {
        case 0x1: server_.on_text(payload); break;
        case 0x8:
            send_frame(0x8, payload.substr(0, 2));
            close();
            return false;
        case 0x9: send_frame(0xA, payload); break;
        default: break;
    }
    in_.erase(0, at + 4 + length);
    return true;
}

void Connection::send_frame(std::uint8_t opcode, std::string_view payload) {
    if (!open_) return;
    std::string head{static_cast<char>(0x80U | opcode)};
    const auto size = payload.size();
    const std::size_t wide = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    head += static_cast<char>(wide == 0 ? size : wide == 2 ? 126 : 127);
    for (std::size_t i = wide; i-- > 0;) head += static_cast<char>(size >> 8U * i & 0xFFU);
    write(head);
    write(payload);
    flush();
}

void Connection::write(std::string_view bytes) { out_ += bytes; }

void Connection::flush() {
    if (!writing_.empty() || out_.empty() || !open_) return;
    std::swap(writing_, out_);
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                          self->writing_.clear();
                          if (error) return self->close();
                          self->flush();
                      });
}

void Connection::close() {
    if (!std::exchange(open_, false)) return;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Server::Server(asio::io_context& loop) : acceptor_{loop, {asio::ip::make_address_v4("127.0.0.1"), 0}} { accept(); }

void Server::accept() {
    acceptor_.async_accept([this](boost::system::error_code error, asio::ip::tcp::socket socket) {
        if (error) return;
        socket.set_option(asio::ip::tcp::no_delay{true}, error);
        std::make_shared<Connection>(std::move(socket), *this)->start();
        accept();
    });
}

}  // namespace privman::bench
