// The Socket Mode session as a pure machine: told what happened and when, it says what to do. No socket, no clock, no
// coroutine. Every event is legal in every state; events of connections that are over fall through.
#pragma once

#include "domain/moment.hpp"
#include "ports/randomness.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace privman::slack {

/// Numbers the attempts, so that an echo of an old connection cannot be taken for news of the present one.
using Generation = std::uint64_t;

// What can happen.
struct Start {};
struct UrlOpened {
    Generation generation;
    std::string url;
};  ///< apps.connections.open answered
struct OpenFailed {
    Generation generation;
    bool permanent = false;
    std::optional<Millis> retry_after;
    std::string why;
};
struct Upgraded {
    Generation generation;
};  ///< the WebSocket stands; its hello is still to come
struct HelloSaid {
    Generation generation;
    std::optional<unsigned> connections;
    std::optional<Millis> lifetime;
};
struct DisconnectSaid {
    Generation generation;
    std::string reason;
};
struct SomethingCame {
    Generation generation;
};  ///< any frame, control frames included
struct Lost {
    Generation generation;
    std::string why;
};  ///< connecting failed, or the connection ended
struct Drained {
    Generation generation;
};  ///< no arrival of it waits for its ack any more
struct BusyAgain {
    Generation generation;
};  ///< after Drained: one more arrival waits for its ack
struct TimeIsUp {};  ///< `wake_at` has come
struct StopAsked {};
using SessionEvent = std::variant<Start, UrlOpened, OpenFailed, Upgraded, HelloSaid, DisconnectSaid, SomethingCame,
                                  Lost, Drained, BusyAgain, TimeIsUp, StopAsked>;

// What to do about it. Wishes concern one connection each and are carried out in order.
struct AskForUrl {
    Generation generation;
    friend bool operator==(const AskForUrl&, const AskForUrl&) = default;
};
struct Connect {
    Generation generation;
    std::string url;  ///< a secret
    friend bool operator==(const Connect&, const Connect&) = default;
};
struct Drain {
    Generation generation;
    friend bool operator==(const Drain&, const Drain&) = default;
};  ///< keep reading; say Drained when nothing of it waits for an ack
struct Close {
    Generation generation;
    friend bool operator==(const Close&, const Close&) = default;
};  ///< close frame 1000, one second, destroy. Cancels whatever the attempt was doing.
using Wish = std::variant<AskForUrl, Connect, Drain, Close>;

enum class SessionState { idle, opening, connecting, awaiting_hello, ready, backing_off, stopping, stopped };

/// For people: "awaiting hello".
std::string_view name_of(SessionState state);

/// Slack's reason for a disconnect, or "other": a closed list, so that nobody can make counters without end.
std::string known_reason(const std::string& reason);

class SocketSession {
public:
    explicit SocketSession(Randomness& randomness) : randomness_{randomness} {}

    std::vector<Wish> handle(const SessionEvent& event, BootTime now);

    /// When to say TimeIsUp; nothing while only events count.
    [[nodiscard]] std::optional<BootTime> wake_at() const;

    [[nodiscard]] SessionState state() const;
    /// The connection that carries the work: it said hello and is not being replaced.
    [[nodiscard]] std::optional<Generation> ready() const;
    /// Why there is no connection, or no successor for the one there is; empty when all is well.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    [[nodiscard]] bool needs_person() const { return needs_person_; }
    [[nodiscard]] unsigned connections_of_app() const { return connections_of_app_; }
    /// Slack counted more connections than this process has, and did so again in a hello a minute or more later: it is
    /// no dead one that was just about to be noticed.
    [[nodiscard]] bool others_connected() const { return others_connected_; }
    /// The last hello counted more; it is asked again by a polite reconnect after 60 s, 120 s, and so on.
    [[nodiscard]] bool others_suspected() const { return suspected_since_.has_value(); }
    [[nodiscard]] std::optional<BootTime> last_inbound() const { return last_inbound_; }

private:
    enum class Stage { opening, connecting, awaiting_hello, ready, draining };
    struct Connection {
        Generation generation = 0;
        Stage stage = Stage::opening;
        BootTime deadline{};  ///< of the attempt, of silence, or of the drain
        BootTime ready_since{};
        BootTime rotate_at = BootTime::max();  ///< when a successor is wanted in any case
        BootTime drain_from{};
        bool drained = false;
    };
    using Wishes = std::vector<Wish>;

    void attempt(BootTime now, Wishes& wishes);
    void ended(const Connection& connection, BootTime now, const std::string& why);
    void failed(BootTime now, std::optional<Millis> floor, bool permanent, const std::string& why);
    void count_others(std::optional<unsigned> counted, Connection& fresh, BootTime now);
    void hand_over(Connection& old, BootTime now, Wishes& wishes);
    void start_draining(Connection& old, BootTime now, Wishes& wishes);
    void close_if_drained(const Connection& connection, BootTime now, Wishes& wishes);
    void close(Generation generation, Wishes& wishes);
    void forget(Generation generation);
    Connection* find(Generation generation);
    [[nodiscard]] const Connection* attempting() const;
    [[nodiscard]] Millis jitter(Millis up_to);

    void on(const Start&, BootTime now, Wishes& wishes);
    void on(const UrlOpened&, BootTime now, Wishes& wishes);
    void on(const OpenFailed&, BootTime now, Wishes& wishes);
    void on(const Upgraded&, BootTime now, Wishes& wishes);
    void on(const HelloSaid&, BootTime now, Wishes& wishes);
    void on(const DisconnectSaid&, BootTime now, Wishes& wishes);
    void on(const SomethingCame&, BootTime now, Wishes& wishes);
    void on(const Lost&, BootTime now, Wishes& wishes);
    void on(const Drained&, BootTime now, Wishes& wishes);
    void on(const BusyAgain&, BootTime now, Wishes& wishes);
    void on(const TimeIsUp&, BootTime now, Wishes& wishes);
    void on(const StopAsked&, BootTime now, Wishes& wishes);

    Randomness& randomness_;
    std::vector<Connection> connections_;  ///< at most one attempt, one ready one, and those that drain
    std::optional<BootTime> retry_at_;
    unsigned failures_ = 0;
    BootTime last_attempt_{};
    /// Tries since Slack said that Socket Mode is switched off; nothing once a connection has been stable again.
    std::optional<unsigned> looks_since_switched_off_;
    Generation last_ = 0;
    bool started_ = false;
    bool stopping_ = false;
    std::string trouble_;
    bool needs_person_ = false;
    unsigned connections_of_app_ = 0;
    bool others_connected_ = false;
    std::optional<BootTime> suspected_since_;
    Millis ask_again_{0};  ///< the wait before the next polite reconnect
    std::optional<BootTime> last_inbound_;
};

}  // namespace privman::slack
