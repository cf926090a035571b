#include "net/tls.hpp"

#include "net/http_client.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::net {
namespace {

using testing::Authority;
using ::testing::HasSubstr;

/// A file that is gone after the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) {
        std::string pattern = (std::filesystem::temp_directory_path() / "privman-XXXXXX").string();
        const int descriptor = mkstemp(pattern.data());
        if (descriptor < 0) throw std::runtime_error{"no temporary file"};
        ::close(descriptor);
        path_ = pattern;
        write(text);
    }
    void write(const std::string& text) const { std::ofstream{path_} << text; }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// Two authorities: one that is trusted and one that is not. Making them takes a moment, so they are made once.
struct Tls : ::testing::Test {
    static const Authority& trusted() {
        static const Authority authority{"trusted"};
        return authority;
    }
    static const Authority& unknown() {
        static const Authority authority{"unknown"};
        return authority;
    }

    TemporaryFile bundle{trusted().certificate_pem()};
    TlsContext client = *TlsContext::client({bundle.path()});
    Loop loop;

    struct Shaken {
        NetResult<AnyStream> client;
        NetResult<AnyStream> server;
    };

    /// Both handshakes at once: we ask for `host`, the peer shows `identity`.
    Shaken shake_hands(const std::string& host, const Authority::Identity& identity) {
        const auto server = TlsContext::server(identity.certificate_pem, identity.key_pem);
        auto [near, far] = make_memory_pair(loop.executor());
        auto accepting = loop.start(server->accept(std::move(far)));
        auto connecting = loop.start(client.connect(std::move(near), host));
        loop.run_until_done(connecting);
        loop.run_until_done(accepting);
        return {connecting.result(), accepting.result()};
    }

    static asio::awaitable<void> serve_over_tls(const TlsContext& context, AnyStream stream, HttpServer& server) {
        if (auto secured = co_await context.accept(std::move(stream))) server.serve(std::move(*secured));
    }
};

/// The dialer that production uses behind a connected socket: TLS for the origin's name.
class TlsMemoryDialer final : public Dialer {
public:
    TlsMemoryDialer(const TlsContext& tls, MemoryDialer& inner) : tls_{tls}, inner_{inner} {}

    asio::awaitable<NetResult<AnyStream>> dial(Origin origin, std::chrono::milliseconds limit) override {
        auto stream = co_await inner_.dial(origin, limit);
        co_return co_await tls_.connect(std::move(*stream), origin.host);
    }

private:
    const TlsContext& tls_;
    MemoryDialer& inner_;
};

TEST_F(Tls, ThePeerWithTheRightNameIsAccepted) {
    auto shaken = shake_hands("pm.test", trusted().issue("DNS:pm.test"));
    ASSERT_TRUE(shaken.client.has_value()) << shaken.client.error().what;
    ASSERT_TRUE(shaken.server.has_value()) << shaken.server.error().what;
    const std::string sent = "hello";
    std::string read(5, '\0');
    loop.run(asio::async_write(*shaken.client, asio::buffer(sent), asio::use_awaitable));
    loop.run(asio::async_read(*shaken.server, asio::buffer(read), asio::use_awaitable));
    EXPECT_EQ(read, sent);
}

TEST_F(Tls, AWildcardCoversOneLabel) {
    EXPECT_TRUE(shake_hands("a.pm.test", trusted().issue("DNS:*.pm.test")).client.has_value());
    EXPECT_FALSE(shake_hands("a.b.pm.test", trusted().issue("DNS:*.pm.test")).client.has_value());
}

TEST_F(Tls, AnAddressIsVerifiedAsAnAddress) {
    EXPECT_TRUE(shake_hands("127.0.0.1", trusted().issue("IP:127.0.0.1")).client.has_value());
    EXPECT_FALSE(shake_hands("127.0.0.1", trusted().issue("DNS:127.0.0.1")).client.has_value());
}

TEST_F(Tls, ThePeerWithAnotherNameIsRefused) {
    const auto shaken = shake_hands("pm.test", trusted().issue("DNS:evil.test"));
    ASSERT_FALSE(shaken.client.has_value());
    EXPECT_EQ(shaken.client.error().kind, NetTrouble::tls);
    EXPECT_FALSE(shaken.client.error().sent);
    EXPECT_THAT(shaken.client.error().what, HasSubstr("hostname mismatch"));
    EXPECT_THAT(shaken.client.error().what, HasSubstr("pm.test"));
}

TEST_F(Tls, AnUnknownAuthorityIsRefused) {
    const auto shaken = shake_hands("pm.test", unknown().issue("DNS:pm.test"));
    ASSERT_FALSE(shaken.client.has_value());
    EXPECT_EQ(shaken.client.error().kind, NetTrouble::tls);
    EXPECT_THAT(shaken.client.error().what, HasSubstr("issuer"));
}

TEST_F(Tls, AnExtraAuthorityIsTrustedBesideTheBundle) {
    const TemporaryFile extra{unknown().certificate_pem()};
    client = *client.trusting_also(extra.path());
    EXPECT_TRUE(shake_hands("pm.test", unknown().issue("DNS:pm.test")).client.has_value());
    EXPECT_TRUE(shake_hands("pm.test", trusted().issue("DNS:pm.test")).client.has_value());
}

TEST_F(Tls, WithoutAnyBundleThereIsNoContext) {
    const TemporaryFile rubbish{"no certificate in here"};
    const auto context = TlsContext::client({"/nonexistent/bundle.pem", rubbish.path()});
    ASSERT_FALSE(context.has_value());
    EXPECT_EQ(context.error().kind, NetTrouble::tls);
    EXPECT_THAT(context.error().what, HasSubstr("/nonexistent/bundle.pem, " + rubbish.path()));
}

TEST_F(Tls, TheFirstReadableBundleIsTaken) {
    client = *TlsContext::client({"/nonexistent/bundle.pem", bundle.path()});
    EXPECT_TRUE(shake_hands("pm.test", trusted().issue("DNS:pm.test")).client.has_value());
}

/// Looks like certificates, and is none.
std::string broken_certificate() { return "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n"; }

TEST_F(Tls, ABundleThatIsBrokenFurtherDownIsNotTrustedByHalves) {
    const TemporaryFile broken{unknown().certificate_pem() + broken_certificate()};
    client = *TlsContext::client({broken.path(), bundle.path()});
    EXPECT_TRUE(shake_hands("pm.test", trusted().issue("DNS:pm.test")).client.has_value());
    EXPECT_FALSE(shake_hands("pm.test", unknown().issue("DNS:pm.test")).client.has_value());
}

TEST_F(Tls, WhatCannotBeParsedIsNamedByTheFirstHandshakeAndReadAnewByTheNext) {
    const TemporaryFile mended{broken_certificate()};
    client = *TlsContext::client({mended.path()});
    const auto loaded = client.load();
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind, NetTrouble::tls);
    EXPECT_THAT(loaded.error().what, HasSubstr(mended.path()));
    const auto shaken = shake_hands("pm.test", trusted().issue("DNS:pm.test"));
    ASSERT_FALSE(shaken.client.has_value());
    EXPECT_EQ(shaken.client.error().kind, NetTrouble::tls);
    EXPECT_THAT(shaken.client.error().what, HasSubstr(mended.path()));

    mended.write(trusted().certificate_pem());
    EXPECT_TRUE(shake_hands("pm.test", trusted().issue("DNS:pm.test")).client.has_value());
}

TEST_F(Tls, ABundleIsParsedOnceForAllContextsThatTrustIt) {
    const TemporaryFile extra{unknown().certificate_pem()};
    auto other = *client.trusting_also(extra.path());
    EXPECT_TRUE(client.load().has_value());
    bundle.write("nobody reads this any more\n");
    client = std::move(other);
    EXPECT_TRUE(shake_hands("pm.test", trusted().issue("DNS:pm.test")).client.has_value());
    EXPECT_TRUE(shake_hands("pm.test", unknown().issue("DNS:pm.test")).client.has_value());
}

TEST_F(Tls, AnExtraFileThatCannotBeReadIsAnError) {
    const auto context = client.trusting_also("/nonexistent/private.pem");
    ASSERT_FALSE(context.has_value());
    EXPECT_THAT(context.error().what, HasSubstr("/nonexistent/private.pem"));
}

TEST_F(Tls, AnExtraFileThatCannotBeParsedIsNamedByTheHandshake) {
    const TemporaryFile extra{broken_certificate()};
    client = *client.trusting_also(extra.path());
    const auto shaken = shake_hands("pm.test", trusted().issue("DNS:pm.test"));
    ASSERT_FALSE(shaken.client.has_value());
    EXPECT_THAT(shaken.client.error().what, HasSubstr("the extra CA file " + extra.path()));
}

TEST_F(Tls, APeerThatDoesNotSpeakTlsIsRefused) {
    auto [near, far] = make_memory_pair(loop.executor());
    const std::string plain = "HTTP/1.1 400 Bad Request\r\n\r\n";
    loop.run(asio::async_write(far, asio::buffer(plain), asio::use_awaitable));
    const auto secured = loop.run(client.connect(std::move(near), "pm.test"));
    ASSERT_FALSE(secured.has_value());
    EXPECT_EQ(secured.error().kind, NetTrouble::tls);
}

TEST_F(Tls, AHandshakeWithAMutePeerCanBeCancelled) {
    auto [near, far] = make_memory_pair(loop.executor());
    auto connecting = loop.start(client.connect(std::move(near), "pm.test"));
    loop.poll();
    EXPECT_FALSE(connecting.done());
    connecting.cancel();
    loop.poll();
    EXPECT_TRUE(connecting.done());
}

/// HTTP and WebSocket over TLS, all in memory.
struct OverTls : Tls {
    Authority::Identity identity = trusted().issue("DNS:pm.test");
    TlsContext serving = *TlsContext::server(identity.certificate_pem, identity.key_pem);
    HttpServer server{loop.executor(),
                      answering([](const HttpRequest& request) { return HttpResponse{.body = request.body}; })};
    MemoryDialer memory{loop.executor(),
                        [this](AnyStream stream) { loop.start(serve_over_tls(serving, std::move(stream), server)); }};
    TlsMemoryDialer dialer{client, memory};
    HttpClient http{dialer};
};

TEST_F(OverTls, TheConnectionIsUsedAgain) {
    for (const auto* text : {"one", "two"}) {
        const auto response = loop.run(http.send("https://pm.test/", {.method = "POST", .body = text}));
        ASSERT_TRUE(response.has_value()) << response.error().what;
        EXPECT_EQ(response->body, text);
    }
    EXPECT_EQ(memory.dialled, 1);
}

TEST_F(OverTls, BigBodiesTravelBothWays) {
    const std::string big(1u << 20, 'b');
    const auto response = loop.run(http.send("https://pm.test/", {.method = "PUT", .body = big}));
    ASSERT_TRUE(response.has_value()) << response.error().what;
    EXPECT_EQ(response->body, big);
}

TEST_F(OverTls, ABodyWhoseEndIsNotAnnouncedByTlsIsCutShort) {
    const auto cut_off = [](const TlsContext& context, AnyStream stream) -> asio::awaitable<void> {
        auto secured = co_await context.accept(std::move(stream));
        if (secured) co_await reply_once(std::move(*secured), "HTTP/1.1 200 OK\r\n\r\nhalf of", true);
    };
    MemoryDialer rude{loop.executor(), [&](AnyStream stream) { loop.start(cut_off(serving, std::move(stream))); }};
    TlsMemoryDialer secure{client, rude};
    HttpClient other{secure};
    const auto response = loop.run(other.send("https://pm.test/", {}));
    ASSERT_FALSE(response.has_value()) << "anybody on the way could have cut it";
    EXPECT_EQ(response.error().kind, NetTrouble::closed);
}

TEST_F(OverTls, WebSocketsEchoAndClose) {
    const auto echo = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
        while (auto frame = co_await socket.read()) {
            if (!co_await socket.write(std::move(frame->data))) co_return;
        }
    };
    server.on_websocket(echo);
    auto socket = loop.run(WebSocket::connect(dialer, "wss://pm.test/link", {}));
    ASSERT_TRUE(socket.has_value()) << socket.error().what;
    const std::string text(50'000, 'x');
    ASSERT_TRUE(loop.run(socket->write(text)).has_value());
    EXPECT_EQ(loop.run(socket->read())->data, text);
    loop.run(socket->close(1000, 5s));
    loop.run_until([&] { return server.connections() == 0; });
}

}  // namespace
}  // namespace privman::net
