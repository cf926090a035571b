#include "net/coroutine.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace privman::net {

asio::awaitable<void> deadline_after(milliseconds limit, bool& expired) {
    asio::steady_timer timer{co_await asio::this_coro::executor, limit};
    const auto [ec] = co_await timer.async_wait(quiet);
    expired = !ec;
}

asio::awaitable<void> sleep_for(milliseconds duration) {
    asio::steady_timer timer{co_await asio::this_coro::executor, duration};
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> throw_if_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error{asio::error::operation_aborted};
    }
}

milliseconds time_left(std::chrono::steady_clock::time_point end) {
    const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
    return std::max(left, milliseconds{0});
}

}  // namespace privman::net
