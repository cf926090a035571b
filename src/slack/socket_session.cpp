#include "slack/socket_session.hpp"

#include <algorithm>
#include <utility>

namespace privman::slack {

using namespace std::chrono_literals;

namespace {

constexpr Millis attempt_limit = 30s;
constexpr Millis hello_limit = 10s;
/// Slack pings every few seconds; five seconds of patience proved too strict in the field.
constexpr Millis silence_limit = 30s;
/// Noticed so much too late, silence says nothing about the connection: the machine slept, or its clock was set. What
/// was said meanwhile is about to be read, so it gets the time of a ping or two.
constexpr Millis noticed_late = 5s;
constexpr Millis grace_after_leap = 10s;
constexpr Millis drain_limit = 5s;
/// Payloads that Slack sent to the old connection before it knew of the new one are still under way.
constexpr Millis drain_at_least = 1s;
/// Failures are forgotten only after that long in one piece, or a flapping peer would be hammered.
constexpr Millis stable_after = 60s;
constexpr Millis backoff_base = 1s;
/// With what connecting takes, a ready connection is back within twenty seconds.
constexpr Millis backoff_cap = 18s;
/// After the first end without a word.
constexpr Millis at_once = 200ms;
/// A peer that sends each newcomer away is not asked for the next one more often than this. Slack leaves the old
/// connection open for about ten seconds.
constexpr Millis successors_apart = 1s;
/// What still drains beside a ready one and its successor. Slack allows ten in all.
constexpr std::size_t most_connections = 4;
/// When a person must mend something; short enough that mending it needs no restart.
constexpr Millis slow_retry = 5min;
/// Socket Mode is often switched off for a moment only: asked soon, then twice as late each time, up to the slow pace.
constexpr Millis first_look_after_switched_off = 15s;
constexpr Millis shortest_lifetime = 60s;
/// When Slack counts more connections than ours. A ghost is counted for minutes; a process that uses the same token
/// stays.
constexpr Millis ask_first = 60s;
constexpr Millis ask_at_least_every = 16min;

}  // namespace

std::string_view name_of(SessionState state) {
    switch (state) {
        case SessionState::idle: return "idle";
        case SessionState::opening: return "opening";
        case SessionState::connecting: return "connecting";
        case SessionState::awaiting_hello: return "awaiting hello";
        case SessionState::ready: return "ready";
        case SessionState::backing_off: return "backing off";
        case SessionState::stopping: return "stopping";
        case SessionState::stopped: return "stopped";
    }
    return "unknown";
}

std::string known_reason(const std::string& reason) {
    for (const auto* known : {"warning", "refresh_requested", "link_disabled", "too_many_websockets"})
        if (reason == known) return reason;
    return "other";
}

std::vector<Wish> SocketSession::handle(const SessionEvent& event, BootTime now) {
    Wishes wishes;
    std::visit([&](const auto& one) { on(one, now, wishes); }, event);
    return wishes;
}

void SocketSession::on(const Start&, BootTime now, Wishes& wishes) {
    if (!std::exchange(started_, true)) attempt(now, wishes);
}

void SocketSession::on(const UrlOpened& opened, BootTime, Wishes& wishes) {
    auto* connection = find(opened.generation);
    if (!connection || connection->stage != Stage::opening) return;
    connection->stage = Stage::connecting;
    wishes.push_back(Connect{opened.generation, opened.url});
}

void SocketSession::on(const OpenFailed& failure, BootTime now, Wishes&) {
    auto* connection = find(failure.generation);
    if (!connection || connection->stage != Stage::opening) return;
    forget(failure.generation);
    failed(now, failure.retry_after, failure.permanent, failure.why);
}

void SocketSession::on(const Upgraded& upgraded, BootTime now, Wishes&) {
    auto* connection = find(upgraded.generation);
    if (!connection || connection->stage != Stage::connecting) return;
    connection->stage = Stage::awaiting_hello;
    connection->deadline = std::min(connection->deadline, now + hello_limit);
}

void SocketSession::on(const HelloSaid& hello, BootTime now, Wishes& wishes) {
    auto* connection = find(hello.generation);
    if (!connection || (connection->stage != Stage::connecting && connection->stage != Stage::awaiting_hello)) return;
    connection->stage = Stage::ready;
    connection->ready_since = now;
    connection->deadline = now + silence_limit;
    // A planned handover before Slack's own time costs nothing; an unplanned cut costs clicks.
    if (hello.lifetime && *hello.lifetime >= shortest_lifetime)
        connection->rotate_at = now + *hello.lifetime * 85 / 100 + jitter(*hello.lifetime / 10);
    last_inbound_ = now;
    count_others(hello.connections, *connection, now);
    retry_at_.reset();
    trouble_.clear();
    needs_person_ = false;
    for (auto& old : connections_)
        if (old.generation != hello.generation && old.stage == Stage::ready) start_draining(old, now, wishes);
}

/// After a silent loss Slack counts the dead connection for a while, as it would count another process. Which of the
/// two it is, only time tells: so it is asked again.
void SocketSession::count_others(std::optional<unsigned> counted, Connection& fresh, BootTime now) {
    connections_of_app_ = counted.value_or(0);
    if (counted && *counted <= connections_.size()) {
        others_connected_ = false;
        suspected_since_.reset();
        return;
    }
    if (!counted && !suspected_since_) return;
    if (!suspected_since_) {
        suspected_since_ = now;
        ask_again_ = ask_first;
    } else if (now - *suspected_since_ >= ask_first) {
        if (counted) others_connected_ = true;
        ask_again_ = std::min(ask_again_ * 2, ask_at_least_every);
    }
    fresh.rotate_at = std::min(fresh.rotate_at, now + ask_again_);
}

void SocketSession::on(const DisconnectSaid& said, BootTime now, Wishes& wishes) {
    auto* connection = find(said.generation);
    if (!connection || connection->stage == Stage::draining) return;
    const bool too_many = said.reason == "too_many_websockets";
    const bool switched_off = said.reason == "link_disabled";
    if (connection->stage == Stage::ready && !too_many && !switched_off) return hand_over(*connection, now, wishes);

    const bool was_stable = connection->stage == Stage::ready && now - connection->ready_since >= stable_after;
    close(said.generation, wishes);
    if (switched_off) {
        if (was_stable || !looks_since_switched_off_) looks_since_switched_off_ = 0;
        return failed(now, std::nullopt, true, "Socket Mode is switched off in the app's settings; switch it on");
    }
    if (too_many)
        return failed(
            now, Millis{10s} + jitter(20s), false,
            "Slack counts more than ten connections of this app: other processes use its token, or dead ones linger");
    failed(now, std::nullopt, false, "Slack ended the connection before it said hello");
}

void SocketSession::on(const SomethingCame& came, BootTime now, Wishes&) {
    auto* connection = find(came.generation);
    if (!connection) return;
    last_inbound_ = now;
    if (connection->stage == Stage::ready) connection->deadline = now + silence_limit;
}

void SocketSession::on(const Lost& lost, BootTime now, Wishes&) {
    if (auto* connection = find(lost.generation)) {
        const auto gone = *connection;
        forget(lost.generation);
        ended(gone, now, lost.why);
    }
}

void SocketSession::on(const Drained& drained, BootTime now, Wishes& wishes) {
    auto* connection = find(drained.generation);
    if (!connection || connection->stage != Stage::draining) return;
    connection->drained = true;
    close_if_drained(*connection, now, wishes);
}

void SocketSession::on(const BusyAgain& busy, BootTime, Wishes&) {
    if (auto* connection = find(busy.generation)) connection->drained = false;
}

void SocketSession::on(const TimeIsUp&, BootTime now, Wishes& wishes) {
    const auto before = connections_;
    for (const auto& then : before) {
        auto* connection = find(then.generation);
        if (!connection) continue;
        if (connection->stage == Stage::ready && now - connection->deadline >= noticed_late) {
            connection->deadline = now + grace_after_leap;
        } else if (connection->deadline <= now) {
            const auto late = *connection;
            close(late.generation, wishes);
            ended(late, now, late.stage == Stage::ready ? "nothing came in for 30 s" : "connecting took too long");
        } else if (connection->stage == Stage::draining) {
            close_if_drained(*connection, now, wishes);
        } else if (connection->stage == Stage::ready && connection->rotate_at <= now) {
            hand_over(*connection, now, wishes);
        }
    }
    if (retry_at_ && *retry_at_ <= now) attempt(now, wishes);
}

void SocketSession::on(const StopAsked&, BootTime now, Wishes& wishes) {
    if (std::exchange(stopping_, true)) return;
    retry_at_.reset();
    const auto before = connections_;
    for (const auto& then : before) {
        auto* connection = find(then.generation);
        if (connection->stage == Stage::ready) {
            start_draining(*connection, now, wishes);
        } else if (connection->stage != Stage::draining) {
            close(then.generation, wishes);
        }
    }
}

void SocketSession::attempt(BootTime now, Wishes& wishes) {
    retry_at_.reset();
    if (stopping_ || attempting()) return;
    // What has drained longest has had its time.
    if (connections_.size() >= most_connections)
        if (const auto old = std::ranges::find(connections_, Stage::draining, &Connection::stage);
            old != connections_.end())
            close(old->generation, wishes);
    last_attempt_ = now;
    Connection connection;
    connection.generation = ++last_;
    connection.deadline = now + attempt_limit;
    connections_.push_back(connection);
    wishes.push_back(AskForUrl{connection.generation});
}

void SocketSession::ended(const Connection& connection, BootTime now, const std::string& why) {
    if (connection.stage == Stage::draining) return;
    if (connection.stage != Stage::ready) return failed(now, std::nullopt, false, why);
    trouble_ = why;
    if (attempting() || stopping_) return;
    if (now - connection.ready_since >= stable_after) {
        failures_ = 0;
        looks_since_switched_off_.reset();
    }
    // A retry that waits already may have been told by Slack how long: it keeps its time.
    if (retry_at_) return;
    if (failures_ > 0) return failed(now, std::nullopt, false, why);
    failures_ = 1;
    retry_at_ = now + jitter(at_once);
}

void SocketSession::failed(BootTime now, std::optional<Millis> floor, bool permanent, const std::string& why) {
    if (stopping_) return;
    trouble_ = why;
    needs_person_ = permanent;
    const auto ceiling = std::min(backoff_cap, backoff_base * (1 << std::min(failures_, 10U)));
    ++failures_;
    auto wait = permanent ? slow_retry + jitter(30s) : jitter(ceiling);
    if (permanent && looks_since_switched_off_) {
        const auto pause = first_look_after_switched_off * (1 << std::min((*looks_since_switched_off_)++, 5U));
        const auto at_most = std::min(pause, slow_retry);
        wait = at_most + jitter(at_most / 10);
    }
    if (floor) wait = std::max(wait, *floor + jitter(250ms));
    retry_at_ = now + wait;
}

void SocketSession::hand_over(Connection& old, BootTime now, Wishes& wishes) {
    old.rotate_at = BootTime::max();
    if (attempting()) return;
    if (now - old.ready_since >= stable_after) {
        failures_ = 0;
        looks_since_switched_off_.reset();
    }
    // The pause after an attempt that failed holds, and what Slack has asked for. Successors that came are no failures.
    if (retry_at_) return;
    if (now >= last_attempt_ + successors_apart) return attempt(now, wishes);
    retry_at_ = last_attempt_ + successors_apart;
}

void SocketSession::start_draining(Connection& old, BootTime now, Wishes& wishes) {
    old.stage = Stage::draining;
    old.drain_from = now;
    old.deadline = now + drain_limit;
    old.drained = false;
    wishes.push_back(Drain{old.generation});
}

void SocketSession::close_if_drained(const Connection& connection, BootTime now, Wishes& wishes) {
    const bool long_enough = stopping_ || now - connection.drain_from >= drain_at_least;
    if (connection.drained && long_enough) close(connection.generation, wishes);
}

void SocketSession::close(Generation generation, Wishes& wishes) {
    forget(generation);
    wishes.push_back(Close{generation});
}

void SocketSession::forget(Generation generation) {
    std::erase_if(connections_, [generation](const auto& c) { return c.generation == generation; });
}

SocketSession::Connection* SocketSession::find(Generation generation) {
    const auto found = std::ranges::find(connections_, generation, &Connection::generation);
    return found == connections_.end() ? nullptr : &*found;
}

const SocketSession::Connection* SocketSession::attempting() const {
    const auto found = std::ranges::find_if(
        connections_, [](const auto& c) { return c.stage != Stage::ready && c.stage != Stage::draining; });
    return found == connections_.end() ? nullptr : &*found;
}

std::optional<Generation> SocketSession::ready() const {
    const auto found = std::ranges::find(connections_, Stage::ready, &Connection::stage);
    if (found == connections_.end()) return std::nullopt;
    return found->generation;
}

std::optional<BootTime> SocketSession::wake_at() const {
    auto next = retry_at_.value_or(BootTime::max());
    for (const auto& c : connections_) {
        next = std::min(next, c.deadline);
        if (c.stage == Stage::ready) next = std::min(next, c.rotate_at);
        if (c.stage == Stage::draining && c.drained) next = std::min(next, c.drain_from + drain_at_least);
    }
    if (next == BootTime::max()) return std::nullopt;
    return next;
}

SessionState SocketSession::state() const {
    if (stopping_) return connections_.empty() ? SessionState::stopped : SessionState::stopping;
    if (ready()) return SessionState::ready;
    if (const auto* connection = attempting()) {
        if (connection->stage == Stage::opening) return SessionState::opening;
        return connection->stage == Stage::connecting ? SessionState::connecting : SessionState::awaiting_hello;
    }
    return retry_at_ ? SessionState::backing_off : SessionState::idle;
}

Millis SocketSession::jitter(Millis up_to) {
    return Millis{static_cast<Millis::rep>(randomness_.below(static_cast<std::uint64_t>(up_to.count()) + 1))};
}

}  // namespace privman::slack
