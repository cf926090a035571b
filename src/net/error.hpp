// What can go wrong between us and a peer, named where it is first understood.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace privman::net {

enum class NetTrouble {
    dns,            ///< the name has no address
    connect,        ///< no address accepted a connection
    proxy,          ///< the proxy could not be reached or would not open the tunnel
    proxy_refused,  ///< the proxy wants other credentials (407): trying again changes nothing
    tls,            ///< handshake or certificate refused
    timeout,        ///< the caller's limit ended first
    closed,         ///< the peer, or we, ended the connection in the middle
    too_large,      ///< more bytes than the caller accepts
    protocol,       ///< bytes that are not what the protocol allows, or a request that cannot be spelled
};

[[nodiscard]] std::string_view name_of(NetTrouble kind);

struct NetError {
    NetTrouble kind;
    bool sent = false;  ///< true: the peer may have received the request, or part of it
    std::string what;   ///< which leg and which host, for a human; never a secret, a path or a query string
};

template <class T>
using NetResult = std::expected<T, NetError>;

}  // namespace privman::net
