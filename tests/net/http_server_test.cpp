#include "net/http_server.hpp"

#include "net/http_client.hpp"
#include "tests/net/peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

/// Raw bytes against the server, in memory.
struct Server : ::testing::Test {
    Loop loop;
    std::vector<HttpRequest> seen;
    HttpServerOptions options;
    HttpHandler handler = answering([this](HttpRequest request) {
        seen.push_back(std::move(request));
        return HttpResponse{.headers = {{"Content-Type", "text/plain"}}, .body = "ok"};
    });
    std::optional<HttpServer> server;
    async::WaitList gate;

    void SetUp() override { restart(); }
    void restart() { server.emplace(loop.executor(), handler, options); }

    AnyStream connect() {
        auto [near, far] = make_memory_pair(loop.executor());
        server->serve(std::move(far));
        return std::move(near);
    }

    /// Sends `bytes`, returns all that comes back until the server closes.
    static asio::awaitable<std::string> talk(AnyStream stream, std::string bytes, bool then_shut_down) {
        co_await asio::async_write(stream, asio::buffer(bytes), as_values);
        if (then_shut_down) co_await stream.async_shutdown(as_values);
        std::string answer;
        co_await asio::async_read(stream, asio::dynamic_buffer(answer), as_values);
        co_return answer;
    }

    std::string exchange(std::string bytes, bool then_shut_down = true) {
        return loop.run(talk(connect(), std::move(bytes), then_shut_down));
    }

    asio::awaitable<HttpResponse> wait_at_gate() {
        co_await gate.wait();
        co_return HttpResponse{.body = "at last"};
    }

    static asio::awaitable<HttpResponse> explode() {
        throw std::runtime_error{"the secret reason"};
        co_return HttpResponse{};
    }
};

TEST_F(Server, AnswersWithLengthAndKeepsTheConnection) {
    const auto answer = exchange("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].target, "/a?b=c");
}

TEST_F(Server, AnswersPipelinedRequestsInOrder) {
    const auto answer =
        exchange("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[1].target, "/2");
    EXPECT_EQ(seen[1].body, "abc");
    EXPECT_THAT(answer, EndsWith("ok"));
}

TEST_F(Server, ClosesWhenAskedTo) {
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false),
                HasSubstr("Connection: close"));
    EXPECT_THAT(exchange("GET / HTTP/1.0\r\n\r\n", false), EndsWith("ok"));
}

TEST_F(Server, AnswersHeadWithoutBody) {
    EXPECT_THAT(exchange("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"), EndsWith("Content-Length: 2\r\n\r\n"));
}

TEST_F(Server, InvitesABodyThatWaitsForIt) {
    const auto answer = exchange("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
    EXPECT_EQ(seen[0].body, "abc");
}

TEST_F(Server, RubbishIsABadRequest) {
    for (const auto* rubbish : {"hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                "GET  HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}) {
        EXPECT_THAT(exchange(rubbish), StartsWith("HTTP/1.1 400 ")) << rubbish;
    }
    EXPECT_TRUE(seen.empty());
}

TEST_F(Server, ABodyAboveTheLimitIs413) {
    options.max_body = 10;
    restart();
    EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_TRUE(seen.empty());
}

TEST_F(Server, AHeadAboveTheLimitIs431) {
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"),
                StartsWith("HTTP/1.1 431 "));
}

TEST_F(Server, ARequestThatNeverEndsIs408) {
    options.request = 30ms;
    restart();
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost:", false), StartsWith("HTTP/1.1 408 "));
}

TEST_F(Server, AConnectionWithoutRequestsIsClosed) {
    options.idle = 20ms;
    restart();
    EXPECT_EQ(exchange("", false), "");
}

TEST_F(Server, AHandlerThatThrowsIsA500WithoutTheReason) {
    std::string told;
    options.on_exception = [&](std::string_view what) { told = what; };
    handler = [](const HttpRequest&) { return explode(); };
    restart();
    const auto answer = exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n", false);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
    EXPECT_EQ(told, "the secret reason");
}

TEST_F(Server, HeadersThatWouldBreakTheMessageAreA500) {
    handler = answering([](const HttpRequest&) { return HttpResponse{.headers = {{"X", "a\r\nSet-Cookie: b"}}}; });
    restart();
    const auto answer = exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
}

TEST_F(Server, FaultsAreDeliveredAsOrdered) {
    auto delivery = Delivery::drop;
    handler = answering([&](const HttpRequest&) { return HttpResponse{.body = "0123456789", .delivery = delivery}; });
    restart();
    EXPECT_EQ(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n", false), "");
    delivery = Delivery::truncate;
    const auto half = exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n", false);
    EXPECT_THAT(half, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_THAT(half, EndsWith("\r\n\r\n01234"));
}

TEST_F(Server, AHangingAnswerEndsWhenThePeerLeaves) {
    handler = answering([](const HttpRequest&) { return HttpResponse{.delivery = Delivery::hang}; });
    restart();
    std::optional<AnyStream> stream = connect();
    const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    loop.run(asio::async_write(*stream, asio::buffer(request), asio::use_awaitable));
    loop.poll();
    EXPECT_EQ(server->connections(), 1u);
    stream.reset();
    loop.poll();
    EXPECT_EQ(server->connections(), 0u);
}

TEST_F(Server, ConnectionsAboveTheLimitAreClosedAtOnceWhileTheOthersAreAtWork) {
    options.max_connections = 1;
    handler = [this](const HttpRequest&) { return wait_at_gate(); };
    restart();
    auto first = loop.start(talk(connect(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", true));
    loop.poll();
    EXPECT_EQ(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "");
    EXPECT_EQ(server->connections(), 1u);
    gate.wake_all();
    loop.run_until_done(first);
    EXPECT_THAT(first.result(), EndsWith("at last"));
}

TEST_F(Server, WhoeverSaysNothingMakesRoomForWhoeverSpeaks) {
    options.max_connections = 2;
    restart();
    auto silent = loop.start(talk(connect(), "", false));
    auto halting = loop.start(talk(connect(), "GET / HTTP/1.1\r\nHost:", false));
    loop.poll();
    EXPECT_THAT(exchange("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"), EndsWith("ok"));
    EXPECT_TRUE(silent.done()) << "the oldest goes first";
    EXPECT_FALSE(halting.done());
    auto third = loop.start(talk(connect(), "", false));
    loop.poll();
    EXPECT_THAT(exchange("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"), EndsWith("ok"));
    EXPECT_TRUE(halting.done()) << "a request that has not come whole is no work";
    EXPECT_FALSE(third.done());
    EXPECT_LE(server->connections(), 2u);
    server.reset();
    loop.run_until_done(third);
}

TEST_F(Server, WhoeverHasBeenToldOffMakesRoomToo) {
    options.max_connections = 1;
    options.request = 10ms;
    restart();
    auto lingering = connect();
    const std::string half = "GET / HTTP/1.1\r\nHost:";
    loop.run(asio::async_write(lingering, asio::buffer(half), asio::use_awaitable));
    std::string told(12, ' ');
    loop.run(asio::async_read(lingering, asio::buffer(told), asio::use_awaitable));
    EXPECT_EQ(told, "HTTP/1.1 408");
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), EndsWith("ok"));
}

TEST_F(Server, OneRequestAConnectionWhenToldSo) {
    options.keep_alive = false;
    restart();
    const auto answer = exchange("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n", false);
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(seen.size(), 1u);
}

TEST_F(Server, StoppingLetsARunningRequestFinish) {
    handler = [this](const HttpRequest&) { return wait_at_gate(); };
    restart();
    auto answer = loop.start(talk(connect(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", false));
    auto idle = loop.start(talk(connect(), "", false));
    loop.poll();
    auto stop = loop.start(server->stop(20s));
    loop.poll();
    EXPECT_TRUE(idle.done()) << "nobody waits for an answer there";
    EXPECT_FALSE(stop.done());
    gate.wake_all();
    loop.run_until_done(stop);
    loop.run_until_done(answer);
    const auto text = answer.result();
    EXPECT_THAT(text, EndsWith("at last"));
    EXPECT_THAT(text, HasSubstr("Connection: close"));
}

TEST_F(Server, StoppingCancelsWhatTakesTooLong) {
    handler = [this](const HttpRequest&) { return wait_at_gate(); };
    restart();
    auto answer = loop.start(talk(connect(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", false));
    loop.poll();
    loop.run(server->stop(20ms));
    EXPECT_EQ(server->connections(), 0u);
    EXPECT_TRUE(gate.empty());
    loop.run_until_done(answer);
    EXPECT_EQ(answer.result(), "");
}

TEST_F(Server, NothingIsServedAfterStopping) {
    loop.run(server->stop(0ms));
    EXPECT_EQ(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "");
}

TEST_F(Server, DestroyingItEndsItsConnections) {
    auto answer = loop.start(talk(connect(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", false));
    loop.poll();
    server.reset();
    loop.run_until_done(answer);
    EXPECT_THAT(answer.result(), EndsWith("ok"));
}

TEST_F(Server, ListensOnAPortTheSystemPicks) {
    const auto port = server->listen("127.0.0.1", 0);
    ASSERT_TRUE(port.has_value()) << port.error().what;
    EXPECT_GT(*port, 0);
    const auto dialer = make_dialer({});
    HttpClient client{*dialer};
    const auto url = "http://127.0.0.1:" + std::to_string(*port) + "/over/tcp";
    for (int i = 0; i < 2; ++i) {
        const auto response = loop.run(client.send(url, {}));
        ASSERT_TRUE(response.has_value()) << response.error().what;
        EXPECT_EQ(response->body, "ok");
    }
    EXPECT_EQ(server->connections(), 1u) << "the second request uses the first one's connection";
    EXPECT_EQ(seen[1].target, "/over/tcp");
}

TEST_F(Server, AConnectionClosedWhileNobodyLookedIsNotWrittenTo) {
    const auto port = server->listen("127.0.0.1", 0);
    const auto dialer = make_dialer({});
    HttpClient client{*dialer};
    const auto url = "http://127.0.0.1:" + std::to_string(*port) + "/";
    ASSERT_TRUE(loop.run(client.send(url, {})).has_value());
    loop.run(server->stop(1s));
    const auto response = loop.run(client.send(url, {.method = "POST", .body = "approve"}));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::connect);
    EXPECT_FALSE(response.error().sent);
}

TEST_F(Server, APortThatIsTakenIsAnError) {
    const auto port = server->listen("127.0.0.1", 0);
    HttpServer other{loop.executor(), handler};
    const auto again = other.listen("127.0.0.1", *port);
    ASSERT_FALSE(again.has_value());
    EXPECT_THAT(again.error().what, HasSubstr(std::to_string(*port)));
    EXPECT_FALSE(other.listen("not an address", 0).has_value());
}

}  // namespace
}  // namespace privman::net
