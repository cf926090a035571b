// Work that may hang for ever, for a program that ends soon anyway.
#pragma once

#include "ports/outcome.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <utility>

namespace privman::app {

/// Runs `work` on a thread of its own; its result, or its exception, comes back here. Cancelled, it returns at once and
/// leaves the thread behind, which nothing can end while the system holds it: `work` must own everything it touches.
template <class T>
Async<T> run_apart(std::function<T()> work) {
    constexpr std::chrono::milliseconds look_every{5};
    std::packaged_task<T()> task{std::move(work)};
    auto result = task.get_future();
    std::thread{std::move(task)}.detach();
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    while (result.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
        timer.expires_after(look_every);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    co_return result.get();
}

}  // namespace privman::app
