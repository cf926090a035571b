#include "net/http_client.hpp"

#include "tests/net/peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto url = "http://pm.test/api?token=secret";

/// The client against our own server, in memory.
struct ClientAndServer : ::testing::Test {
    Loop loop;
    std::vector<HttpRequest> seen;
    std::deque<HttpResponse> answers;  ///< when empty: 200 "ok"
    HttpServer server{loop.executor(), answering([this](HttpRequest request) {
                          seen.push_back(std::move(request));
                          if (answers.empty()) return HttpResponse{.body = "ok"};
                          auto answer = std::move(answers.front());
                          answers.pop_front();
                          return answer;
                      })};
    HttpServer* current = &server;
    MemoryDialer dialer{loop.executor(), [this](AnyStream stream) { current->serve(std::move(stream)); }};
    HttpClient client{dialer, {.user_agent = "privman/1"}};

    NetResult<HttpResponse> send(HttpRequest request = {}, HttpLimits limits = {}) {
        return loop.run(client.send(url, std::move(request), limits));
    }
};

TEST_F(ClientAndServer, ARequestArrivesAsItWasMeant) {
    const auto response = send({.method = "POST", .target = "/ignored", .headers = {{"X-One", "1"}}, .body = "hello"});
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->status, 200u);
    EXPECT_EQ(response->body, "ok");
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].method, "POST");
    EXPECT_EQ(seen[0].target, "/api?token=secret");
    EXPECT_EQ(seen[0].body, "hello");
    EXPECT_EQ(seen[0].headers.find("x-one"), "1");
    EXPECT_EQ(seen[0].headers.find("host"), "pm.test");
    EXPECT_EQ(seen[0].headers.find("user-agent"), "privman/1");
    EXPECT_EQ(seen[0].headers.find("content-length"), "5");
    EXPECT_FALSE(seen[0].headers.contains("accept-encoding"));
}

TEST_F(ClientAndServer, AnyStatusIsAnAnswer) {
    answers.push_back({.status = 429, .headers = {{"Retry-After", "30"}}, .body = "slow"});
    const auto response = send();
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 429u);
    EXPECT_EQ(response->headers.find("retry-after"), "30");
    EXPECT_EQ(response->body, "slow");
}

TEST_F(ClientAndServer, RedirectsAreNotFollowed) {
    answers.push_back({.status = 302, .headers = {{"Location", "http://elsewhere.test/"}}});
    EXPECT_EQ(send()->status, 302u);
    EXPECT_EQ(dialer.dialled, 1);
}

TEST_F(ClientAndServer, TheConnectionIsUsedAgain) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(send().has_value());
    EXPECT_EQ(dialer.dialled, 1);
    EXPECT_EQ(seen.size(), 3u);
    EXPECT_EQ(client.idle_connections(), 1u);
}

TEST_F(ClientAndServer, AnotherOriginGetsAConnectionOfItsOwn) {
    ASSERT_TRUE(send().has_value());
    ASSERT_TRUE(loop.run(client.send("http://other.test/", {})).has_value());
    EXPECT_EQ(dialer.dialled, 2);
}

TEST_F(ClientAndServer, SimultaneousRequestsDoNotShareAConnection) {
    auto one = loop.start(client.send(url, {}));
    auto two = loop.start(client.send(url, {}));
    loop.run_until_done(one);
    loop.run_until_done(two);
    EXPECT_TRUE(one.result().has_value());
    EXPECT_TRUE(two.result().has_value());
    EXPECT_EQ(dialer.dialled, 2);
    EXPECT_EQ(client.idle_connections(), 2u);
}

TEST_F(ClientAndServer, NoMoreConnectionsAreKeptThanAllowed) {
    HttpClient modest{dialer, {.max_idle_per_origin = 1}};
    auto one = loop.start(modest.send(url, {}));
    auto two = loop.start(modest.send(url, {}));
    loop.run_until_done(one);
    loop.run_until_done(two);
    EXPECT_EQ(modest.idle_connections(), 1u);
}

TEST_F(ClientAndServer, IdleConnectionsCanBeClosed) {
    ASSERT_TRUE(send().has_value());
    client.close_idle();
    EXPECT_EQ(client.idle_connections(), 0u);
    ASSERT_TRUE(send().has_value());
    EXPECT_EQ(dialer.dialled, 2);
}

TEST_F(ClientAndServer, AConnectionOlderThanTheIdleLimitIsNotUsed) {
    HttpClient forgetful{dialer, {.idle = 0ms}};
    ASSERT_TRUE(loop.run(forgetful.send(url, {})).has_value());
    ASSERT_TRUE(loop.run(forgetful.send(url, {})).has_value());
    EXPECT_EQ(dialer.dialled, 2);
}

TEST_F(ClientAndServer, AConnectionThePeerClosedMeanwhileIsNotUsedEvenForAPost) {
    ASSERT_TRUE(send().has_value());
    loop.run(server.stop(0ms));
    HttpServer successor{loop.executor(), answering([](const HttpRequest&) { return HttpResponse{.body = "new"}; })};
    current = &successor;
    const auto response = send({.method = "POST"});
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->body, "new");
    EXPECT_EQ(dialer.dialled, 2);
}

/// A box in the middle that forgets connections: only the first request of each gets through.
struct ForgetfulMiddlebox : ::testing::Test {
    Loop loop;
    bool fresh = false;
    std::vector<std::string> arrived;
    HttpServer server{loop.executor(), answering([this](const HttpRequest& request) {
                          if (!std::exchange(fresh, false)) return HttpResponse{.delivery = Delivery::drop};
                          arrived.push_back(request.method);
                          return HttpResponse{.body = "ok"};
                      })};
    MemoryDialer dialer{loop.executor(), [this](AnyStream stream) {
                            fresh = true;
                            server.serve(std::move(stream));
                        }};
    HttpClient client{dialer};

    NetResult<HttpResponse> send(const char* method, Repeat repeat = Repeat::by_method) {
        return loop.run(client.send(url, {.method = method}, {.repeat = repeat}));
    }
};

TEST_F(ForgetfulMiddlebox, AfterAResetOnReuseTheNextTryDialsAnewWhateverWasKeptMeanwhile) {
    ASSERT_TRUE(send("GET").has_value());
    ASSERT_FALSE(send("POST").has_value()) << "it may have arrived: nobody sends it twice unasked";
    for (int round = 0; round < 5; ++round) {
        // A list in between is answered over a new connection, which is then kept.
        ASSERT_TRUE(send("GET").has_value()) << round;
        ASSERT_TRUE(send("POST").has_value()) << "try " << round + 2;
    }
}

TEST_F(ForgetfulMiddlebox, WhatAListHasLearnedHelpsTheFirstDecision) {
    ASSERT_TRUE(send("GET").has_value());
    ASSERT_TRUE(send("GET").has_value()) << "repeated by itself";
    EXPECT_TRUE(send("POST", Repeat::never).has_value());
}

TEST_F(ForgetfulMiddlebox, OnlyTheOriginThatWasResetIsDistrusted) {
    ASSERT_TRUE(send("GET").has_value());
    ASSERT_FALSE(send("POST").has_value());
    const auto dialled = dialer.dialled;
    ASSERT_TRUE(loop.run(client.send("http://other.test/", {})).has_value());
    fresh = true;
    ASSERT_TRUE(loop.run(client.send("http://other.test/", {.method = "POST"})).has_value());
    EXPECT_EQ(dialer.dialled, dialled + 1);
}

TEST_F(ClientAndServer, AnIdleConnectionIsClosedWhenItsTimeIsUpAlthoughNobodyAsks) {
    HttpClient forgetful{dialer, {.idle = 20ms}};
    ASSERT_TRUE(loop.run(forgetful.send(url, {})).has_value());
    EXPECT_EQ(server.connections(), 1u);
    loop.run_until([&] { return server.connections() == 0; });
    EXPECT_EQ(forgetful.idle_connections(), 0u);
    ASSERT_TRUE(loop.run(forgetful.send(url, {})).has_value());
}

TEST_F(ClientAndServer, AHeadAnswerHasNoBodyAndKeepsTheConnection) {
    const auto response = send({.method = "HEAD"});
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->body, "");
    EXPECT_EQ(response->headers.find("content-length"), "2");
    ASSERT_TRUE(send().has_value());
    EXPECT_EQ(dialer.dialled, 1);
}

TEST_F(ClientAndServer, AGetIsRepeatedOnceWhenTheKeptConnectionWasDead) {
    ASSERT_TRUE(send().has_value());
    answers.push_back({.delivery = Delivery::drop});
    const auto response = send();
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(dialer.dialled, 2);
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(ClientAndServer, APostIsNotRepeatedAndSaysThatItMayHaveArrived) {
    ASSERT_TRUE(send().has_value());
    answers.push_back({.delivery = Delivery::drop});
    const auto response = send({.method = "POST", .body = "approve"});
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::closed);
    EXPECT_TRUE(response.error().sent);
    EXPECT_EQ(seen.size(), 2u);
}

TEST_F(ClientAndServer, APostThatMayBeSentTwiceIsRepeated) {
    ASSERT_TRUE(send().has_value());
    answers.push_back({.delivery = Delivery::drop});
    EXPECT_TRUE(send({.method = "POST"}, {.repeat = Repeat::always}).has_value());
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(ClientAndServer, AFreshConnectionThatDiesIsNotRepeated) {
    answers.push_back({.delivery = Delivery::drop});
    const auto response = send();
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::closed);
    EXPECT_TRUE(response.error().sent);
    EXPECT_EQ(dialer.dialled, 1);
}

TEST_F(ClientAndServer, ASecondDeathIsTheAnswer) {
    ASSERT_TRUE(send().has_value());
    answers.push_back({.delivery = Delivery::drop});
    answers.push_back({.delivery = Delivery::drop});
    EXPECT_FALSE(send().has_value());
    EXPECT_EQ(dialer.dialled, 2);
}

TEST_F(ClientAndServer, AHangingServerIsATimeoutAfterSending) {
    answers.push_back({.delivery = Delivery::hang});
    const auto response = send({}, {.total = 30ms});
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::timeout);
    EXPECT_TRUE(response.error().sent);
    EXPECT_EQ(client.idle_connections(), 0u);
}

TEST_F(ClientAndServer, ABodyCutShortIsNoAnswer) {
    answers.push_back({.body = "0123456789", .delivery = Delivery::truncate});
    const auto response = send();
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::closed);
    EXPECT_TRUE(response.error().sent);
}

TEST_F(ClientAndServer, ABodyAboveTheLimitIsTooLarge) {
    answers.push_back({.body = std::string(1001, 'x')});
    const auto response = send({}, {.max_body = 1000});
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::too_large);
    EXPECT_EQ(client.idle_connections(), 0u);
}

TEST_F(ClientAndServer, ABodyAtTheLimitIsFine) {
    answers.push_back({.body = std::string(1000, 'x')});
    EXPECT_TRUE(send({}, {.max_body = 1000}).has_value());
}

TEST_F(ClientAndServer, BigBodiesTravelBothWays) {
    const std::string big(3u << 20, 'b');
    answers.push_back({.body = big});
    const auto response = send({.method = "PUT", .body = big});
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->body, big);
    EXPECT_EQ(seen[0].body, big);
}

TEST_F(ClientAndServer, ACancelledRequestDropsItsConnection) {
    answers.push_back({.delivery = Delivery::hang});
    auto task = loop.start(client.send(url, {}));
    loop.run_until([&] { return !seen.empty(); });
    loop.poll();
    EXPECT_EQ(server.connections(), 1u);
    task.cancel();
    loop.run_until_done(task);
    EXPECT_TRUE(task.was_cancelled());
    loop.run_until([&] { return server.connections() == 0; });
    EXPECT_EQ(client.idle_connections(), 0u);
}

TEST_F(ClientAndServer, ARequestMayOutliveItsClient) {
    auto short_lived = std::make_unique<HttpClient>(dialer);
    auto task = loop.start(short_lived->send(url, {}));
    short_lived.reset();
    loop.run_until_done(task);
    EXPECT_TRUE(task.result().has_value());
    loop.run_until([&] { return server.connections() == 0; });
}

TEST_F(ClientAndServer, WhatCannotBeSpelledIsNeverSent) {
    for (const auto& request :
         {HttpRequest{.method = "GET /\r\nX: y"}, HttpRequest{.headers = {{"X", "a\r\nInjected: b"}}},
          HttpRequest{.headers = {{"X\r\n", "a"}}}, HttpRequest{.headers = {{"X", std::string("\0", 1)}}}}) {
        const auto response = send(request);
        ASSERT_FALSE(response.has_value());
        EXPECT_EQ(response.error().kind, NetTrouble::protocol);
        EXPECT_FALSE(response.error().sent);
    }
    EXPECT_EQ(dialer.dialled, 0);
}

TEST_F(ClientAndServer, ErrorsNameTheHostAndNeverTheQuery) {
    answers.push_back({.delivery = Delivery::drop});
    const auto response = send();
    EXPECT_THAT(response.error().what, HasSubstr("pm.test:80"));
    EXPECT_THAT(response.error().what, Not(HasSubstr("secret")));
}

/// The client against a peer that says what we want to the letter.
struct ClientAndPeer : ::testing::Test {
    Loop loop;

    NetResult<HttpResponse> ask(std::string reply, bool leave = false, HttpRequest request = {},
                                HttpLimits limits = {}) {
        MemoryDialer dialer{loop.executor(), replying(loop, std::move(reply), leave)};
        HttpClient client{dialer};
        auto response = loop.run(client.send(url, std::move(request), limits));
        kept = client.idle_connections();
        return response;
    }

    std::size_t kept = 0;
};

TEST_F(ClientAndPeer, RubbishIsAProtocolError) {
    for (const auto* rubbish :
         {"220 mail.test ESMTP\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        const auto response = ask(rubbish);
        ASSERT_FALSE(response.has_value()) << rubbish;
        EXPECT_EQ(response.error().kind, NetTrouble::protocol) << rubbish << response.error().what;
        EXPECT_TRUE(response.error().sent);
    }
}

TEST_F(ClientAndPeer, AnEndlessHeadIsTooLarge) {
    const auto response = ask("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x') + "\r\n\r\n");
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::too_large);
}

TEST_F(ClientAndPeer, ChunkedBodiesAreReadAndCapped) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(ask(head + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")->body, "hello world");
    EXPECT_EQ(kept, 1u);
    EXPECT_EQ(
        ask(head + "7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n", false, {}, {.max_body = 1000}).error().kind,
        NetTrouble::too_large);
}

TEST_F(ClientAndPeer, OfAPageAboutWhatIsWrongOnlyTheBeginningIsReadWhateverItsLength) {
    const std::string page(1'000'000, 'x');
    for (const std::string& head :
         {"Content-Length: 10000000\r\n\r\n" + page,
          "Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + page + "\r\n0\r\n\r\n", "\r\n" + page}) {
        const auto response = ask("HTTP/1.1 500 Oh\r\n" + head, false, {}, {.max_body = 1000});
        ASSERT_TRUE(response.has_value()) << response.error().what;
        EXPECT_EQ(response->status, 500u);
        EXPECT_LE(response->body.size(), HttpClient::longest_page);
        EXPECT_GE(response->body.size(), HttpClient::longest_page - 4096);
        EXPECT_EQ(kept, 0u) << "what is left of it would be the next answer";
    }
}

TEST_F(ClientAndPeer, NoHalfOfASecretIsLeftWhereAPageIsCut) {
    for (std::size_t before = HttpClient::longest_page - 40; before < HttpClient::longest_page; ++before) {
        std::string page;
        while (page.size() < before) page += "word ";
        page.resize(before, ' ');
        page += " xoxb-12345-secret-of-ours and more ";
        page.resize(HttpClient::longest_page * 2, 'y');
        const auto response =
            ask("HTTP/1.1 502 Oh\r\nContent-Length: " + std::to_string(page.size()) + "\r\n\r\n" + page);
        ASSERT_TRUE(response.has_value());
        const auto at = response->body.find("xoxb");
        EXPECT_TRUE(at == std::string::npos || response->body.contains("xoxb-12345-secret-of-ours")) << before;
    }
}

TEST_F(ClientAndPeer, ABodyWithoutLengthEndsWithItsConnection) {
    const auto response = ask("HTTP/1.1 200 OK\r\n\r\nall of it", true);
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->body, "all of it");
    EXPECT_EQ(kept, 0u);
}

TEST_F(ClientAndPeer, AConnectionToBeClosedIsNotKept) {
    EXPECT_TRUE(ask("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").has_value());
    EXPECT_EQ(kept, 0u);
}

TEST_F(ClientAndPeer, AConnectionThatSaysMoreThanItWasAskedIsNotKept) {
    EXPECT_TRUE(ask("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n").has_value());
    EXPECT_EQ(kept, 0u);
}

TEST_F(ClientAndPeer, InterimAnswersAreSkippedButNotForEver) {
    const std::string hint = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    EXPECT_EQ(ask(hint + "HTTP/1.1 204 No Content\r\n\r\n")->status, 204u);
    std::string many;
    for (int i = 0; i < 100; ++i) many += hint;
    EXPECT_EQ(ask(many).error().kind, NetTrouble::protocol);
}

TEST_F(ClientAndPeer, SwitchingProtocolsUnaskedIsAProtocolError) {
    EXPECT_EQ(ask("HTTP/1.1 101 Switching Protocols\r\n\r\n").error().kind, NetTrouble::protocol);
}

TEST(Client, ARefusedConnectionHasSentNothing) {
    Loop loop;
    RefusingDialer dialer;
    HttpClient client{dialer};
    const auto response = loop.run(client.send(url, {}));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::connect);
    EXPECT_FALSE(response.error().sent);
}

TEST(Client, TheLimitCoversDialling) {
    Loop loop;
    StuckDialer dialer;
    HttpClient client{dialer};
    const auto response = loop.run(client.send(url, {}, {.total = 30ms}));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::timeout);
    EXPECT_FALSE(response.error().sent);
    EXPECT_FALSE(dialer.is_waiting());
}

TEST(Client, DiallingHasALimitOfItsOwn) {
    Loop loop;
    class Asked final : public Dialer {
    public:
        asio::awaitable<NetResult<AnyStream>> dial(Origin, std::chrono::milliseconds limit) override {
            limits.push_back(limit);
            co_return std::unexpected{NetError{NetTrouble::timeout, false, "nobody there"}};
        }
        std::vector<std::chrono::milliseconds> limits;
    } dialer;
    HttpClient client{dialer};
    EXPECT_FALSE(loop.run(client.send(url, {}, {.total = 10s, .connect = 2s})));
    EXPECT_FALSE(loop.run(client.send(url, {}, {.total = 1s, .connect = 2s})));
    ASSERT_EQ(dialer.limits.size(), 2u);
    EXPECT_EQ(dialer.limits[0], 2s);
    EXPECT_LE(dialer.limits[1], 1s);
}

TEST(Client, APeerThatReadsNothingIsATimeoutAfterPartWasSent) {
    Loop loop;
    std::vector<AnyStream> silent;
    MemoryDialer dialer{loop.executor(), [&](AnyStream stream) { silent.push_back(std::move(stream)); }};
    HttpClient client{dialer};
    const auto response =
        loop.run(client.send(url, {.method = "POST", .body = std::string(4u << 20, 'x')}, {.total = 30ms}));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::timeout);
    EXPECT_TRUE(response.error().sent);
}

TEST(Client, AnUnusableUrlIsRefusedBeforeDialling) {
    Loop loop;
    RefusingDialer dialer;
    HttpClient client{dialer};
    EXPECT_EQ(loop.run(client.send("ftp://a/", {})).error().kind, NetTrouble::protocol);
}

}  // namespace
}  // namespace privman::net
