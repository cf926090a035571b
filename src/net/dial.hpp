// From an origin to a connected stream: names, addresses, proxy tunnel, TLS; all within the caller's limit.
#pragma once

#include "net/any_stream.hpp"
#include "net/error.hpp"
#include "net/proxy.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace privman::net {

class Dialer {
public:
    virtual ~Dialer() = default;

    /// A stream to `origin`, already encrypted when it asks for TLS. Errors always have `sent == false`. Cancelling is
    /// safe.
    virtual asio::awaitable<NetResult<AnyStream>> dial(Origin origin, std::chrono::milliseconds limit) = 0;
};

/// Addresses of a name, in the order to try them. Must give up promptly when cancelled.
using Resolve = std::function<asio::awaitable<NetResult<std::vector<asio::ip::address>>>(std::string host)>;

/// The system's resolver. The wait for it can be cancelled, although the lookup itself ends on its own thread when it
/// likes.
[[nodiscard]] Resolve system_resolver();

struct DialOptions {
    std::shared_ptr<const TlsContext> tls;  ///< null: every origin with TLS is refused
    ProxyRules proxy;
    Resolve resolve = system_resolver();
};

/// Dials over TCP: each address gets its share of the limit; keep-alive on, Nagle off, unacknowledged data gives up
/// after 30 s. Nothing is cached. Through a proxy plain http is tunnelled like https.
[[nodiscard]] std::unique_ptr<Dialer> make_dialer(DialOptions options);

}  // namespace privman::net
