// Blocking work on one thread, or in the turns of a simulated disk, awaited from the loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <optional>
#include <utility>

namespace privman::async {

namespace asio = boost::asio;

/// One thread, first come first served. The destructor waits for what was started, so it must run before the loop that
/// waits for results is destroyed.
class Offload {
public:
    /// Awaited before each piece of work, which then runs on the caller's own loop: for whoever owns the time that the
    /// work takes. Never inline, and not to be cancelled.
    using Turn = std::function<asio::awaitable<void>()>;

    Offload() : thread_{std::in_place, 1} {}
    /// Without a thread when there is a `turn`.
    explicit Offload(Turn turn) : turn_{std::move(turn)} {
        if (!turn_) thread_.emplace(1);
    }
    Offload(const Offload&) = delete;
    Offload& operator=(const Offload&) = delete;
    ~Offload() {
        if (thread_) thread_->join();
    }

    /// Runs `work` over there; its result, or its exception, comes back on the caller's loop. Once begun it is not
    /// cancelled: the caller learns what became of it, and notices his own cancellation at his next wait.
    template <class F>
    auto run(F work) -> asio::awaitable<decltype(work())> {
        if (turn_) return invoke_after(turn_(), std::move(work));
        // Without the empty slot a cancellation would reach across threads into a coroutine that runs.
        return asio::co_spawn(*thread_, invoke(std::move(work)),
                              asio::bind_cancellation_slot(asio::cancellation_slot{}, asio::use_awaitable));
    }

private:
    template <class F>
    static auto invoke(F work) -> asio::awaitable<decltype(work())> {
        co_return work();
    }

    template <class F>
    static auto invoke_after(asio::awaitable<void> turn, F work) -> asio::awaitable<decltype(work())> {
        co_await std::move(turn);
        co_return work();
    }

    Turn turn_;
    std::optional<asio::thread_pool> thread_;
};

}  // namespace privman::async
