#include "net/dial.hpp"

#include "net/coroutine.hpp"
#include "net/tcp_stream.hpp"
#include "net/tunnel.hpp"
#include "net/url.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include <string_view>

namespace privman::net {

namespace {

using asio::ip::tcp;
using std::chrono::steady_clock;

std::unexpected<NetError> fail(NetTrouble kind, std::string what) {
    return std::unexpected{NetError{kind, false, std::move(what)}};
}

asio::awaitable<NetResult<AnyStream>> connect_one(tcp::endpoint endpoint) {
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [ec] = co_await socket.async_connect(endpoint, quiet);
    if (ec == asio::error::no_descriptors)
        co_return fail(NetTrouble::connect, "this process may open no more files (RLIMIT_NOFILE); raise its limit");
    if (ec) co_return fail(NetTrouble::connect, ec.message());
    co_return make_tcp_stream(std::move(socket));
}

class TcpDialer final : public Dialer {
public:
    explicit TcpDialer(DialOptions options) : options_{std::move(options)} {}

    asio::awaitable<NetResult<AnyStream>> dial(Origin origin, milliseconds limit) override {
        std::string_view leg;
        auto stream = co_await limited(limit, dial_legs(origin, steady_clock::now() + limit, leg));
        if (stream && *stream) co_return std::move(*stream);
        co_await throw_if_cancelled();
        if (!stream) co_return fail(NetTrouble::timeout, authority_of(origin) + ": timed out " + std::string{leg});
        co_return std::unexpected{std::move(stream->error())};
    }

private:
    asio::awaitable<NetResult<AnyStream>> dial_legs(const Origin& origin, steady_clock::time_point end,
                                                    std::string_view& leg) {
        if (origin.tls && !options_.tls)
            co_return fail(NetTrouble::tls, authority_of(origin) + ": TLS is not configured");
        const auto proxy = options_.proxy.for_origin(origin);

        auto stream = co_await reach(proxy ? proxy->origin : origin, end, leg);
        if (!stream && proxy) co_return fail(NetTrouble::proxy, "proxy " + stream.error().what);
        if (proxy) {
            if (stream && proxy->origin.tls) {
                leg = "in the TLS handshake with the proxy";
                if (!options_.tls) co_return fail(NetTrouble::tls, "proxy: TLS is not configured");
                stream = co_await options_.tls->connect(std::move(*stream), proxy->origin.host);
            }
            leg = "waiting for the proxy to open the tunnel";
            if (stream) stream = co_await open_tunnel(std::move(*stream), origin, *proxy);
        }
        if (stream && origin.tls) {
            leg = "in the TLS handshake";
            stream = co_await options_.tls->connect(std::move(*stream), origin.host);
        }
        co_return stream;
    }

    /// The first address that accepts. Each one gets an equal share of what is left, so that a silent one cannot eat
    /// the rest.
    asio::awaitable<NetResult<AnyStream>> reach(Origin target, steady_clock::time_point end, std::string_view& leg) {
        leg = "looking up the name";
        const auto addresses = co_await addresses_of(target.host);
        if (!addresses) co_return std::unexpected{addresses.error()};

        leg = "connecting";
        std::string last = "no address";
        auto untried = addresses->size();
        for (const auto& address : *addresses) {
            const auto share = time_left(end) / static_cast<milliseconds::rep>(untried--);
            auto stream = co_await limited(share, connect_one({address, target.port}));
            if (stream && *stream) co_return std::move(*stream);
            co_await throw_if_cancelled();
            last = stream ? stream->error().what : "no answer in time";
        }
        co_return fail(NetTrouble::connect, authority_of(target) + ": " + last);
    }

    asio::awaitable<NetResult<std::vector<asio::ip::address>>> addresses_of(const std::string& host) {
        error_code ec;
        if (const auto literal = asio::ip::make_address(host, ec); !ec) co_return std::vector{literal};
        // Also on a bare system without a hosts file, and whatever a resolver would say.
        if (is_localhost(host))
            co_return std::vector<asio::ip::address>{asio::ip::address_v4::loopback(),
                                                     asio::ip::address_v6::loopback()};
        co_return co_await options_.resolve(host);
    }

    DialOptions options_;
};

}  // namespace

std::unique_ptr<Dialer> make_dialer(DialOptions options) { return std::make_unique<TcpDialer>(std::move(options)); }

}  // namespace privman::net
