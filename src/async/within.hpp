// Work against a deadline. The deadline is any awaitable, so that whoever calls decides whose clock it is.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <utility>

namespace privman::async {

namespace asio = boost::asio;

/// True when `work` came to its end, even if `deadline` ended a moment earlier; false when the deadline ended first and
/// the work gave up. The loser is cancelled and waited for. What either throws is thrown, cancellation of the loser
/// apart.
asio::awaitable<bool> within(asio::awaitable<void> deadline, asio::awaitable<void> work);

/// The result of `work`, or nothing when `deadline` ended first. A result that was ready although the deadline
/// cancelled the work is not thrown away: whatever it stands for has happened.
template <class T>
asio::awaitable<std::optional<T>> within(asio::awaitable<void> deadline, asio::awaitable<T> work) {
    std::optional<T> result;
    // The parameters live in the coroutine's frame, the reference to `result` ends before this one does.
    const auto keep = [](asio::awaitable<T> from, std::optional<T>& to) -> asio::awaitable<void> {
        to.emplace(co_await std::move(from));
    };
    co_await within(std::move(deadline), keep(std::move(work), result));
    co_return result;
}

}  // namespace privman::async
