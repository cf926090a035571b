// Socket Mode driven for real: opens connections as the session wishes, acknowledges, and hands arrivals to the inbox.
#pragma once

#include "ports/clock.hpp"
#include "ports/inbox.hpp"
#include "ports/randomness.hpp"
#include "slack/envelope.hpp"
#include "slack/socket_session.hpp"
#include "slack/transport.hpp"
#include "slack/web_api.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace privman::observe {
class Log;
}

namespace privman::slack {

/// What an operator wants to know of the connection.
struct SocketHealth {
    bool ready = false;                ///< a connection has said hello and is alive
    std::string state;                 ///< "ready", "opening", "backing off", …
    std::string trouble;               ///< why it is not ready, for a human; empty when it is
    bool needs_person = false;         ///< trying again does not help until somebody mends a setting
    std::optional<Millis> silent_for;  ///< since anything came in
    unsigned connections_of_app = 0;   ///< as Slack counted them at the last hello
    /// More than our own, and again a minute or more later: another process uses this app token, or a ghost does.
    bool others_connected = false;
    bool others_suspected = false;                     ///< more than our own at the last hello; asked again soon
    std::uint64_t connects = 0;                        ///< hellos so far
    std::map<std::string, std::uint64_t> disconnects;  ///< by Slack's reason; `lost` for those without
    std::uint64_t acks = 0;
    std::uint64_t acks_lost = 0;  ///< no connection took them
    std::uint64_t late_acks = 0;  ///< written more than three seconds after arrival
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;  ///< the inbox was full
};

class SocketMode {
public:
    /// All must outlive the loop that runs it.
    struct Deps {
        WebApi& api;  ///< for apps.connections.open
        Sockets& sockets;
        Clock& clock;
        Randomness& randomness;
        Inbox& inbox;
        observe::Log& log;
    };

    SocketMode(Deps deps, boost::asio::any_io_executor loop, Expected expected);
    SocketMode(const SocketMode&) = delete;
    SocketMode& operator=(const SocketMode&) = delete;
    ~SocketMode();

    /// What has been learnt since it was made. Before `run`.
    void expect(Expected expected);

    /// Keeps one connection up (two during a handover) until `stop`; then finishes acks and closes, at most six
    /// seconds. Never gives up by itself. Throws only what is a bug. Once per object.
    Async<void> run();
    void stop();

    [[nodiscard]] SocketHealth health() const;
    /// A connection has said hello, now or before: what people say arrives.
    [[nodiscard]] bool has_said_hello() const;
    /// Returns when that is so.
    Async<void> first_hello();

    /// Returns when everything that people had said before `since` has been taken: each connection has answered a ping
    /// that was sent later, or has said hello later. The streams are ordered, so what a process that stood still has
    /// not read yet comes before that. Without a connection the next hello is waited for; but for a minute only, when
    /// the last one ended while this process was surely awake: then nobody can be heard, and that is known.
    Async<void> heard(BootTime since);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace privman::slack
