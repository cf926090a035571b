#include "async/within.hpp"

#include "async/cancellation.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace privman::async {

// Not `work || deadline`: that operator waits for a *success*, so work that throws would be reported, after the whole
// limit, as being late.
asio::awaitable<bool> within(asio::awaitable<void> deadline, asio::awaitable<void> work) {
    const auto loop = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(asio::co_spawn(loop, std::move(work), asio::deferred),
                                                         asio::co_spawn(loop, std::move(deadline), asio::deferred));
    const auto [order, work_error, deadline_error] =
        co_await group.async_wait(asio::experimental::wait_for_one{}, asio::use_awaitable);
    // Told to give up because the work is done: however the deadline took that, it is no news.
    if (!work_error && order[0] == 0) co_return true;
    if (work_error && !is_cancellation(work_error)) std::rethrow_exception(work_error);
    if (deadline_error && !is_cancellation(deadline_error)) std::rethrow_exception(deadline_error);
    if (!work_error) co_return true;
    const auto mine = co_await asio::this_coro::cancellation_state;
    const bool too_late = order[0] == 1 && !deadline_error && mine.cancelled() == asio::cancellation_type::none;
    if (!too_late) std::rethrow_exception(work_error);  // somebody cancelled us, not the deadline
    co_return false;
}

}  // namespace privman::async
