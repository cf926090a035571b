// One connection of the server: requests in, responses out, faults on request. Internal to this folder.
#pragma once

#include "net/any_stream.hpp"
#include "net/http_server.hpp"

#include <boost/asio/awaitable.hpp>

namespace privman::net {

/// What every connection of a server refers to.
struct SessionRules {
    HttpHandler handler;
    WebSocketHandler on_websocket;
    UpgradeDecision decide;
    HttpServerOptions options;
    bool stopping = false;  ///< finish the request at hand and then leave
};

/// Shared between a connection and the server that may want to end it.
struct Session {
    explicit Session(AnyStream connected) : stream{std::move(connected)} {}

    AnyStream stream;
    bool between_requests = true;  ///< nobody waits for an answer: may be closed at any moment
    bool waits_for_peer = true;    ///< no handler is at work: may be closed when somebody else needs the place
};

/// Serves until the peer leaves, misbehaves, or the server stops. Throws only when cancelled.
asio::awaitable<void> run_session(std::shared_ptr<Session> session, std::shared_ptr<const SessionRules> rules);

}  // namespace privman::net
