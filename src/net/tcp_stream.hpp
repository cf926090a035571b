// A TCP socket as a stream. Internal to this folder.
#pragma once

#include "net/any_stream.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace privman::net {

/// Takes a connected socket and sets what every connection of this program has: keep-alive, no Nagle delay, and an end
/// after 30 s of unacknowledged data.
[[nodiscard]] AnyStream make_tcp_stream(asio::ip::tcp::socket socket);

}  // namespace privman::net
