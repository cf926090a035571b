// CONNECT: a tunnel through an HTTP proxy. Internal to this folder.
#pragma once

#include "net/any_stream.hpp"
#include "net/error.hpp"
#include "net/proxy.hpp"

#include <boost/asio/awaitable.hpp>

namespace privman::net {

/// Asks the proxy at the other end of `stream` for a tunnel to `target`. Fails with `proxy_refused` on 407, else
/// `proxy`.
asio::awaitable<NetResult<AnyStream>> open_tunnel(AnyStream stream, const Origin& target, const Proxy& proxy);

}  // namespace privman::net
