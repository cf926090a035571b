#include "net/dial.hpp"

#include "net/http_client.hpp"
#include "net/tunnel.hpp"
#include "tests/net/peers.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::net {
namespace {

using asio::ip::make_address;
using asio::ip::tcp;
using ::testing::HasSubstr;
using ::testing::Not;

/// Answers every lookup with these addresses.
Resolve answering_with(std::vector<asio::ip::address> addresses) {
    const auto run =
        [](std::vector<asio::ip::address> known) -> asio::awaitable<NetResult<std::vector<asio::ip::address>>> {
        co_return known;
    };
    return [addresses = std::move(addresses), run](const std::string&) { return run(addresses); };
}

struct Dialling : ::testing::Test {
    Loop loop;
    HttpServer server{loop.executor(),
                      answering([](const HttpRequest& request) { return HttpResponse{.body = request.target}; })};
    std::uint16_t port = *server.listen("127.0.0.1", 0);
    async::WaitList never;

    NetResult<AnyStream> dial(DialOptions options, Origin origin, std::chrono::milliseconds limit = 5s) {
        const auto dialer = make_dialer(std::move(options));
        return loop.run(dialer->dial(std::move(origin), limit));
    }

    /// A port nobody listens on: taken, then given back.
    std::uint16_t closed_port() {
        HttpServer short_lived{loop.executor(), answering([](const HttpRequest&) { return HttpResponse{}; })};
        return *short_lived.listen("127.0.0.1", 0);
    }
};

TEST_F(Dialling, ReachesAnAddress) { EXPECT_TRUE(dial({}, {false, "127.0.0.1", port}).has_value()); }

TEST_F(Dialling, ANameUnderLocalhostIsThisMachineAndNoResolverIsAsked) {
    for (const auto* host : {"localhost", "LOCALHOST", "localhost.", "sandbox.localhost"}) {
        const auto stream = dial({.resolve = answering_with({})}, {false, host, port});
        EXPECT_TRUE(stream.has_value()) << host << ": " << stream.error().what;
    }
}

TEST_F(Dialling, TriesTheNextAddressWhenOneRefuses) {
    // Nobody listens on 127.0.0.2 for this port.
    EXPECT_TRUE(dial({.resolve = answering_with({make_address("127.0.0.2"), make_address("127.0.0.1")})},
                     {false, "pm.test", port})
                    .has_value());
}

TEST_F(Dialling, ARefusedConnectionIsNamedAndHasSentNothing) {
    const auto stream = dial({}, {false, "127.0.0.1", closed_port()});
    ASSERT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, NetTrouble::connect);
    EXPECT_FALSE(stream.error().sent);
    EXPECT_THAT(stream.error().what, HasSubstr("127.0.0.1"));
}

TEST_F(Dialling, ANameWithoutAddressIsATroubleOfNames) {
    const auto unknown = [](std::string host) -> asio::awaitable<NetResult<std::vector<asio::ip::address>>> {
        co_return std::unexpected{NetError{NetTrouble::dns, false, host + ": no address"}};
    };
    const auto stream = dial({.resolve = unknown}, {false, "pm.test", 80});
    ASSERT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, NetTrouble::dns);
}

TEST_F(Dialling, ALookupThatHangsEndsInTime) {
    const auto hang = [](async::WaitList& list) -> asio::awaitable<NetResult<std::vector<asio::ip::address>>> {
        co_await list.wait();
        co_return std::vector<asio::ip::address>{};
    };
    const auto stream =
        dial({.resolve = [&](const std::string&) { return hang(never); }}, {false, "pm.test", 80}, 30ms);
    ASSERT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, NetTrouble::timeout);
    EXPECT_THAT(stream.error().what, HasSubstr("looking up the name"));
    EXPECT_TRUE(never.empty());
}

TEST_F(Dialling, TheSystemsLookupCanBeAbandoned) {
    auto lookup = loop.start(system_resolver()("localhost"));
    lookup.cancel();
    loop.run_until_done(lookup);
    EXPECT_TRUE(lookup.was_cancelled());
}

TEST_F(Dialling, TlsThatIsNotConfiguredIsRefused) {
    const auto stream = dial({}, {true, "127.0.0.1", port});
    ASSERT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, NetTrouble::tls);
}

/// A CONNECT proxy on a real socket, behind which our server sits.
struct ThroughProxy : Dialling {
    tcp::acceptor acceptor{loop.executor(), {make_address("127.0.0.1"), 0}};
    std::string asked;

    /// Answers one CONNECT with `reply`, then passes the bytes of one connection to the server and back.
    asio::awaitable<void> proxy_once(std::string reply) {
        auto client = co_await acceptor.async_accept(asio::use_awaitable);
        co_await asio::async_read_until(client, asio::dynamic_buffer(asked), "\r\n\r\n", asio::use_awaitable);
        co_await asio::async_write(client, asio::buffer(reply), asio::use_awaitable);
        tcp::socket onward{loop.executor()};
        co_await onward.async_connect({make_address("127.0.0.1"), port}, asio::use_awaitable);
        std::array<char, 4096> bytes{};
        auto count = co_await client.async_read_some(asio::buffer(bytes), asio::use_awaitable);
        co_await asio::async_write(onward, asio::buffer(bytes, count), asio::use_awaitable);
        count = co_await onward.async_read_some(asio::buffer(bytes), asio::use_awaitable);
        co_await asio::async_write(client, asio::buffer(bytes, count), asio::use_awaitable);
    }

    NetResult<HttpResponse> get_through(std::string reply, const std::string& credentials = "") {
        auto proxy = loop.start(proxy_once(std::move(reply)));
        const auto address = "http://" + credentials + "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
        const auto dialer = make_dialer({.proxy = *ProxyRules::parse("", address, "")});
        HttpClient client{*dialer};
        return loop.run(client.send("http://pm.test/through", {}));
    }
};

TEST_F(ThroughProxy, TheTunnelCarriesTheRequest) {
    const auto response = get_through("HTTP/1.1 200 Connection established\r\n\r\n");
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->body, "/through");
    EXPECT_EQ(asked, "CONNECT pm.test:80 HTTP/1.1\r\nHost: pm.test:80\r\n\r\n");
}

TEST_F(ThroughProxy, CredentialsGoToTheProxyOnly) {
    const auto response = get_through("HTTP/1.1 200 OK\r\n\r\n", "ada:secret@");
    ASSERT_TRUE(response.has_value());
    EXPECT_THAT(asked, HasSubstr("Proxy-Authorization: Basic YWRhOnNlY3JldA==\r\n"));
}

TEST_F(ThroughProxy, WrongCredentialsAreAPermanentTrouble) {
    const auto response = get_through("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "ada:secret@");
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, NetTrouble::proxy_refused);
    EXPECT_FALSE(response.error().sent);
    EXPECT_THAT(response.error().what, Not(HasSubstr("secret")));
}

TEST_F(ThroughProxy, AProxyThatIsNotThereIsATroubleOfTheProxy) {
    const auto address = "http://127.0.0.1:" + std::to_string(closed_port());
    const auto stream = dial({.proxy = *ProxyRules::parse("", address, "")}, {false, "pm.test", 80});
    ASSERT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, NetTrouble::proxy);
}

TEST_F(ThroughProxy, LoopbackGoesDirect) {
    const auto rules = *ProxyRules::parse("", "http://127.0.0.1:" + std::to_string(closed_port()), "");
    EXPECT_TRUE(dial({.proxy = rules}, {false, "127.0.0.1", port}).has_value());
}

/// The tunnel's answers, in memory.
struct Tunnel : ::testing::Test {
    Loop loop;

    NetResult<AnyStream> open(std::string reply, bool leave = false) {
        auto [near, far] = make_memory_pair(loop.executor());
        replying(loop, std::move(reply), leave)(std::move(far));
        return loop.run(open_tunnel(std::move(near), {true, "pm.test", 443}, {{false, "proxy", 3128}, ""}));
    }
};

TEST_F(Tunnel, AnySuccessOpensIt) { EXPECT_TRUE(open("HTTP/1.0 204 Fine\r\nVia: x\r\n\r\n").has_value()); }

TEST_F(Tunnel, EverythingElseDoesNot) {
    for (const auto* reply : {"HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "SSH-2.0-x\r\n\r\n", "\r\n\r\n",
                              "HTTP/1.1 200 OK\r\n\r\nbytes that nobody asked for"}) {
        const auto stream = open(reply);
        ASSERT_FALSE(stream.has_value()) << reply;
        EXPECT_EQ(stream.error().kind, NetTrouble::proxy) << reply;
        EXPECT_THAT(stream.error().what, HasSubstr("proxy:3128"));
    }
}

TEST_F(Tunnel, AnEndlessOrMissingAnswerDoesNotEither) {
    EXPECT_EQ(open("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')).error().kind, NetTrouble::proxy);
    EXPECT_EQ(open("", true).error().kind, NetTrouble::proxy);
}

}  // namespace
}  // namespace privman::net
