#include "clocks/system_clock.hpp"

#include "clocks/machine_time.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace privman::clocks {

namespace asio = boost::asio;

namespace {

// A free function: the sleeper keeps nothing of the clock.
Async<void> sleep_through(BootTime when) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    // At least one wait, so that a moment long past resumes through the loop as well.
    do {
        const auto left = std::max(Millis{0}, when - machine_boot_time());
        timer.expires_after(std::min(left, longest_nap));
        co_await timer.async_wait(asio::use_awaitable);
    } while (machine_boot_time() < when);
}

Async<void> quietly_through(BootTime when) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    do {
        const auto left = std::max(Millis{0}, when - machine_boot_time());
        timer.expires_after(std::min(left, longest_nap));
        const auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (cancelled) co_return;
    } while (machine_boot_time() < when);
}

}  // namespace

SystemClock::SystemClock() : boot_id_{machine_boot_id()} {}

BootTime SystemClock::now() const { return machine_boot_time(); }
WallTime SystemClock::wall() const { return machine_wall_time(); }
Moment SystemClock::moment() const { return {wall(), now(), boot_id_}; }
Async<void> SystemClock::sleep_until(BootTime when) { return sleep_through(when); }
Async<void> SystemClock::deadline_at(BootTime when) { return quietly_through(when); }

}  // namespace privman::clocks
