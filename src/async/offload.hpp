// Blocking work on one named thread, awaited from the loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace privman::async {

namespace asio = boost::asio;

/// One thread, first come first served. The destructor waits for what was started, so it must run before the loop that
/// waits for results is destroyed.
class Offload {
public:
    Offload() : thread_{1} {}
    Offload(const Offload&) = delete;
    Offload& operator=(const Offload&) = delete;
    ~Offload() { thread_.join(); }

    /// Runs `work` over there; its result, or its exception, comes back on the caller's loop. Once begun it is not
    /// cancelled: the caller learns what became of it, and notices his own cancellation at his next wait.
    template <class F>
    auto run(F work) -> asio::awaitable<decltype(work())> {
        // Without the empty slot a cancellation would reach across threads into a coroutine that runs.
        return asio::co_spawn(thread_, invoke(std::move(work)),
                              asio::bind_cancellation_slot(asio::cancellation_slot{}, asio::use_awaitable));
    }

private:
    template <class F>
    static auto invoke(F work) -> asio::awaitable<decltype(work())> {
        co_return work();
    }

    asio::thread_pool thread_;
};

}  // namespace privman::async
