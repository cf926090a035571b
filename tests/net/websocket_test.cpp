#include "net/websocket.hpp"

#include "tests/net/peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto url = "ws://slack.test/link?ticket=secret";

/// Both ends are ours: the client dials the server in memory.
struct Sockets : ::testing::Test {
    Loop loop;
    HttpServerOptions options;
    std::function<asio::awaitable<void>(HttpRequest, WebSocket)> serve = echo;
    std::function<std::optional<HttpResponse>(const HttpRequest&)> decide;
    std::optional<HttpServer> server;
    MemoryDialer dialer{loop.executor(), [this](AnyStream stream) { server->serve(std::move(stream)); }};
    WebSocketLimits limits;
    async::WaitList never;

    void SetUp() override { restart(); }

    void restart() {
        server.emplace(loop.executor(), answering([](const HttpRequest&) { return HttpResponse{.status = 404}; }),
                       options);
        server->on_websocket(
            [this](HttpRequest request, WebSocket socket) { return serve(std::move(request), std::move(socket)); },
            [this](const HttpRequest& request) { return decide ? decide(request) : std::nullopt; });
    }

    NetResult<WebSocket> connect() { return loop.run(WebSocket::connect(dialer, url, limits)); }

    asio::awaitable<void> say_goodbye(WebSocket socket) { co_await socket.close(1012, 5s); }

    static asio::awaitable<void> drop(WebSocket socket) {
        socket.abort();
        co_return;
    }

    static asio::awaitable<void> explode(WebSocket) {
        throw std::runtime_error{"boom"};
        co_return;
    }

    asio::awaitable<void> send_too_much(WebSocket socket, std::uint16_t& told) {
        co_await socket.write(std::string(1001, 'x'));
        co_await socket.read();
        told = socket.close_code();
    }

    /// Holds the connection and never looks at it.
    asio::awaitable<void> sleep_for_ever(WebSocket socket) {
        co_await never.wait();
        socket.abort();
    }

    static asio::awaitable<void> echo(HttpRequest, WebSocket socket) {
        while (auto frame = co_await socket.read()) {
            if (!co_await socket.write(std::move(frame->data))) co_return;
        }
    }
};

TEST_F(Sockets, MessagesGoThereAndBack) {
    auto socket = connect();
    ASSERT_TRUE(socket.has_value()) << socket.error().what;
    ASSERT_TRUE(loop.run(socket->write("hello")).has_value());
    const auto frame = loop.run(socket->read());
    ASSERT_TRUE(frame.has_value());
    EXPECT_TRUE(frame->text);
    EXPECT_EQ(frame->data, "hello");
}

TEST_F(Sockets, ABigMessageArrivesWhole) {
    auto socket = connect();
    const std::string big(300'000, 'x');
    auto writing = loop.start(socket->write(big));
    const auto frame = loop.run(socket->read());
    ASSERT_TRUE(frame.has_value()) << frame.error().what;
    EXPECT_EQ(frame->data, big);
    EXPECT_TRUE(writing.result().has_value());
}

TEST_F(Sockets, TheUpgradeIsAskedForWithTargetAndNameAndWithoutCompression) {
    HttpRequest upgrade;
    decide = [&](const HttpRequest& request) {
        upgrade = request;
        return std::nullopt;
    };
    ASSERT_TRUE(connect().has_value());
    EXPECT_EQ(upgrade.target, "/link?ticket=secret");
    EXPECT_EQ(upgrade.headers.find("host"), "slack.test");
    EXPECT_EQ(upgrade.headers.find("user-agent"), "privman");
    EXPECT_FALSE(upgrade.headers.contains("sec-websocket-extensions"));
}

TEST_F(Sockets, WritersTakeTurnsInOrder) {
    auto socket = connect();
    std::vector<Task<NetResult<void>>> writing;
    writing.reserve(5);
    for (int i = 0; i < 5; ++i)
        writing.push_back(loop.start(socket->write(std::to_string(i) + std::string(40'000, '.'))));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(loop.run(socket->read())->data[0], '0' + i);
    for (auto& task : writing) EXPECT_TRUE(task.result().has_value());
}

TEST_F(Sockets, ARefusedUpgradeTellsTheStatusAndNoSecret) {
    decide = [](const HttpRequest&) { return HttpResponse{.status = 403}; };
    const auto socket = connect();
    ASSERT_FALSE(socket.has_value());
    EXPECT_EQ(socket.error().kind, NetTrouble::protocol);
    EXPECT_THAT(socket.error().what, HasSubstr("403"));
    EXPECT_THAT(socket.error().what, Not(HasSubstr("secret")));
}

TEST_F(Sockets, AFailedConnectionHasSentNothing) {
    RefusingDialer refusing;
    const auto socket = loop.run(WebSocket::connect(refusing, url));
    ASSERT_FALSE(socket.has_value());
    EXPECT_EQ(socket.error().kind, NetTrouble::connect);
    EXPECT_FALSE(socket.error().sent);
}

TEST_F(Sockets, APeerThatIgnoresTheUpgradeIsATimeout) {
    std::vector<AnyStream> silent;
    MemoryDialer mute{loop.executor(), [&](AnyStream stream) { silent.push_back(std::move(stream)); }};
    limits.handshake = 30ms;
    const auto socket = loop.run(WebSocket::connect(mute, url, limits));
    ASSERT_FALSE(socket.has_value());
    EXPECT_EQ(socket.error().kind, NetTrouble::timeout);
}

TEST_F(Sockets, ThePeersCloseIsReadWithItsCode) {
    serve = [this](const HttpRequest&, WebSocket socket) { return say_goodbye(std::move(socket)); };
    auto socket = connect();
    const auto frame = loop.run(socket->read());
    ASSERT_FALSE(frame.has_value());
    EXPECT_EQ(frame.error().kind, NetTrouble::closed);
    EXPECT_THAT(frame.error().what, HasSubstr("1012"));
    EXPECT_EQ(socket->close_code(), 1012);
    EXPECT_EQ(loop.run(socket->read()).error().kind, NetTrouble::closed);
    const auto late = loop.run(socket->write("late"));
    ASSERT_FALSE(late.has_value());
    EXPECT_FALSE(late.error().sent);
}

TEST_F(Sockets, APeerThatVanishesIsClosed) {
    serve = [](const HttpRequest&, WebSocket socket) { return drop(std::move(socket)); };
    auto socket = connect();
    EXPECT_EQ(loop.run(socket->read()).error().kind, NetTrouble::closed);
}

TEST_F(Sockets, AMessageAboveTheLimitIsTooLargeAndThePeerIsTold1009) {
    std::uint16_t told = 0;
    serve = [this, &told](const HttpRequest&, WebSocket socket) { return send_too_much(std::move(socket), told); };
    limits.max_message = 1000;
    auto socket = connect();
    const auto frame = loop.run(socket->read());
    ASSERT_FALSE(frame.has_value());
    EXPECT_EQ(frame.error().kind, NetTrouble::too_large);
    loop.run_until([&] { return told != 0; });
    EXPECT_EQ(told, 1009);
}

TEST_F(Sockets, SilenceEndsInATimeout) {
    serve = [this](const HttpRequest&, WebSocket socket) { return sleep_for_ever(std::move(socket)); };
    limits.idle = 60ms;
    auto socket = connect();
    const auto frame = loop.run(socket->read());
    ASSERT_FALSE(frame.has_value());
    EXPECT_EQ(frame.error().kind, NetTrouble::timeout) << frame.error().what;
}

TEST_F(Sockets, PongsKeepAQuietConnectionAlive) {
    int pongs = 0;
    limits.idle = 60ms;
    limits.on_control = [&](ControlKind kind, std::string_view) { pongs += kind == ControlKind::pong; };
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.run_until([&] { return pongs >= 4; });  // two idle limits and more
    EXPECT_FALSE(reading.done());
}

TEST_F(Sockets, InboundPingsAreReportedAndCount) {
    options.websocket.idle = 40ms;  // the server pings at half of it
    restart();
    int pings = 0;
    limits.on_control = [&](ControlKind kind, std::string_view) { pings += kind == ControlKind::ping; };
    auto socket = connect();
    const auto before = socket->last_inbound();
    auto reading = loop.start(socket->read());
    loop.run_until([&] { return pings >= 1; });
    EXPECT_GT(socket->last_inbound(), before);
}

TEST_F(Sockets, ClosingIsAnsweredAndEndsTheReader) {
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.poll();
    loop.run(socket->close(1000, 5s));
    loop.run_until_done(reading);
    EXPECT_EQ(reading.result().error().kind, NetTrouble::closed);
    loop.run_until([&] { return server->connections() == 0; });
}

TEST_F(Sockets, ClosingEndsInTimeWhenThePeerNeverAnswers) {
    serve = [this](const HttpRequest&, WebSocket socket) { return sleep_for_ever(std::move(socket)); };
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.poll();
    loop.run(socket->close(1000, 30ms));
    loop.run_until_done(reading);
    EXPECT_FALSE(reading.result().has_value());
    EXPECT_FALSE(loop.run(socket->write("late")).has_value());
}

TEST_F(Sockets, ClosingEndsInTimeWhenNobodyReads) {
    serve = [this](const HttpRequest&, WebSocket socket) { return sleep_for_ever(std::move(socket)); };
    auto socket = connect();
    auto stuck = loop.start(socket->write(std::string(4u << 20, 'x')));
    loop.poll();
    EXPECT_FALSE(stuck.done());
    loop.run(socket->close(1000, 30ms));
    loop.run_until_done(stuck);
    EXPECT_FALSE(stuck.result().has_value());
}

TEST_F(Sockets, ClosingTwiceAtOnceIsClosingOnce) {
    auto socket = connect();
    auto one = loop.start(socket->close(1000, 5s));
    auto two = loop.start(socket->close(1001, 5s));
    loop.run_until_done(one);
    loop.run_until_done(two);
}

TEST_F(Sockets, AbortEndsReaderAndWriters) {
    serve = [this](const HttpRequest&, WebSocket socket) { return sleep_for_ever(std::move(socket)); };
    auto socket = connect();
    auto reading = loop.start(socket->read());
    auto stuck = loop.start(socket->write(std::string(4u << 20, 'x')));
    auto queued = loop.start(socket->write("next"));
    loop.poll();
    socket->abort();
    loop.poll();
    EXPECT_EQ(reading.result().error().kind, NetTrouble::closed);
    EXPECT_TRUE(stuck.result().error().sent);
    EXPECT_FALSE(queued.result().error().sent) << "it never had its turn";
}

TEST_F(Sockets, DestroyingItEndsWhoeverStillWaits) {
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.poll();
    socket = std::unexpected{NetError{NetTrouble::closed, false, ""}};
    loop.run_until_done(reading);
    EXPECT_FALSE(reading.result().has_value());
    loop.run_until([&] { return server->connections() == 0; });
}

TEST_F(Sockets, ACancelledReadEndsTheConnection) {
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.poll();
    reading.cancel();
    loop.run_until_done(reading);
    EXPECT_TRUE(reading.was_cancelled());
    EXPECT_FALSE(loop.run(socket->write("late")).has_value());
    loop.run_until([&] { return server->connections() == 0; });
}

TEST_F(Sockets, AWriterCancelledWhileQueuedHarmsNobody) {
    auto socket = connect();
    auto first = loop.start(socket->write(std::string(100'000, '1')));
    auto second = loop.start(socket->write("2"));
    auto third = loop.start(socket->write("3"));
    second.cancel();
    EXPECT_EQ(loop.run(socket->read())->data[0], '1');
    EXPECT_EQ(loop.run(socket->read())->data, "3");
    EXPECT_TRUE(second.was_cancelled());
    EXPECT_TRUE(third.result().has_value());
}

TEST_F(Sockets, WithoutAHandlerAnUpgradeIsAnOrdinaryRequest) {
    server.emplace(loop.executor(), answering([](const HttpRequest&) { return HttpResponse{.status = 404}; }));
    const auto socket = connect();
    ASSERT_FALSE(socket.has_value());
    EXPECT_THAT(socket.error().what, HasSubstr("404"));
}

TEST_F(Sockets, AHandlerThatThrowsEndsItsConnectionOnly) {
    std::string told;
    options.on_exception = [&](std::string_view what) { told = what; };
    restart();
    auto fine = connect();
    serve = [](const HttpRequest&, WebSocket socket) { return explode(std::move(socket)); };
    auto broken = connect();
    EXPECT_EQ(loop.run(broken->read()).error().kind, NetTrouble::closed);
    EXPECT_EQ(told, "boom");
    ASSERT_TRUE(loop.run(fine->write("still here")).has_value());
    EXPECT_EQ(loop.run(fine->read())->data, "still here");
}

TEST_F(Sockets, StoppingTheServerEndsThem) {
    auto socket = connect();
    auto reading = loop.start(socket->read());
    loop.poll();
    loop.run(server->stop(10ms));
    EXPECT_EQ(server->connections(), 0u);
    loop.run_until_done(reading);
    EXPECT_EQ(reading.result().error().kind, NetTrouble::closed);
}

}  // namespace
}  // namespace privman::net
