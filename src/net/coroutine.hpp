// The few words in which this folder's coroutines talk to Asio. Internal to this folder.
#pragma once

#include "async/within.hpp"
#include "net/error.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <optional>

namespace privman::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// Errors come back as values, since most of them are answers and not accidents.
inline constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

/// Sleeps `limit`, then notes in `expired` that it was not cancelled. `expired` must outlive it.
asio::awaitable<void> deadline_after(milliseconds limit, bool& expired);

asio::awaitable<void> sleep_for(milliseconds duration);

/// Throws `operation_aborted` when the calling coroutine was cancelled: an error that our own caller caused is no news
/// to him.
asio::awaitable<void> throw_if_cancelled();

/// `work`, or nothing when it did not succeed within `limit`. Success a moment too late is still success.
template <class T>
asio::awaitable<std::optional<NetResult<T>>> limited(milliseconds limit, asio::awaitable<NetResult<T>> work) {
    bool expired = false;
    auto result = co_await async::within(deadline_after(limit, expired), std::move(work));
    // Cancelled work mostly ends with an error of its own; the cause was the limit.
    if (result && !*result && expired) co_return std::nullopt;
    co_return result;
}

/// What is left of a limit that ends at `end`, never negative.
[[nodiscard]] milliseconds time_left(std::chrono::steady_clock::time_point end);

}  // namespace privman::net
