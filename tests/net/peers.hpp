// The other ends of our connections: dialers without a network, and peers that say exactly what a test wants.
#pragma once

#include "async/wait_list.hpp"
#include "net/dial.hpp"
#include "net/http_server.hpp"
#include "net/memory_stream.hpp"
#include "tests/async/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace privman::net {

using testing::Loop;
using testing::Task;
using namespace std::chrono_literals;

/// What a peer does with the connection it is given.
using Peer = std::function<void(AnyStream)>;

/// Hands the far end of every new connection to `peer`.
class MemoryDialer final : public Dialer {
public:
    MemoryDialer(asio::any_io_executor loop, Peer peer) : loop_{std::move(loop)}, peer_{std::move(peer)} {}

    asio::awaitable<NetResult<AnyStream>> dial(Origin, std::chrono::milliseconds) override {
        ++dialled;
        auto [near, far] = make_memory_pair(loop_);
        peer_(std::move(far));
        co_return std::move(near);
    }

    int dialled = 0;

private:
    asio::any_io_executor loop_;
    Peer peer_;
};

/// Refuses every connection, as a closed port does.
class RefusingDialer final : public Dialer {
public:
    asio::awaitable<NetResult<AnyStream>> dial(Origin origin, std::chrono::milliseconds) override {
        co_return std::unexpected{NetError{NetTrouble::connect, false, authority_of(origin) + ": refused"}};
    }
};

/// Never gets anywhere, but can be cancelled.
class StuckDialer final : public Dialer {
public:
    asio::awaitable<NetResult<AnyStream>> dial(Origin, std::chrono::milliseconds) override {
        co_await never_.wait();
        co_return std::unexpected{NetError{NetTrouble::connect, false, "woken"}};
    }

    [[nodiscard]] bool is_waiting() const { return !never_.empty(); }

private:
    async::WaitList never_;
};

/// Reads up to and including the blank line behind a message's head.
inline asio::awaitable<std::string> read_head(AnyStream& stream) {
    std::string head;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(head), "\r\n\r\n",
                                    asio::as_tuple(asio::use_awaitable));
    co_return head;
}

/// Reads one head, answers `reply` to the letter, reads on until we leave. With `leave`, closes instead of reading on.
inline asio::awaitable<void> reply_once(AnyStream stream, std::string reply, bool leave) {
    co_await read_head(stream);
    co_await asio::async_write(stream, asio::buffer(reply), asio::as_tuple(asio::use_awaitable));
    std::string rest;
    if (leave) co_return;
    co_await asio::async_read(stream, asio::dynamic_buffer(rest), asio::as_tuple(asio::use_awaitable));
}

/// A peer that says `reply` to the first request of every connection.
inline Peer replying(Loop& loop, std::string reply, bool leave = false) {
    return [&loop, reply = std::move(reply), leave](AnyStream stream) {
        loop.start(reply_once(std::move(stream), reply, leave));
    };
}

/// A handler that needs no coroutine of its own.
template <class Answer>
HttpHandler answering(Answer answer) {
    const auto run = [](Answer& ask, HttpRequest request) -> asio::awaitable<HttpResponse> {
        co_return ask(std::move(request));
    };
    return [answer = std::make_shared<Answer>(std::move(answer)), run](HttpRequest request) {
        return run(*answer, std::move(request));
    };
}

}  // namespace privman::net
