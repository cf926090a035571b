// Where coroutines park until somebody wakes them: the one primitive under mailboxes, scopes and fake clocks.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace privman::async {

namespace asio = boost::asio;

/// Waiters leave in the order in which they came, always through the loop (never inline). No wake-up is remembered:
/// whoever waits must first look. A waiter belongs to his loop: when the list dies he stays parked, when the loop dies
/// he dies with it, and either may die first.
class WaitList {
public:
    WaitList();
    WaitList(const WaitList&) = delete;
    WaitList& operator=(const WaitList&) = delete;
    ~WaitList();

    /// Returns after the next wake. Throws `operation_aborted` when cancelled.
    asio::awaitable<void> wait();

    void wake_all();
    void wake_one();

    [[nodiscard]] bool empty() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace privman::async
