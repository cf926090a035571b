// Children that end: work is started in a scope, and the scope is cancelled and joined.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace privman::async {

namespace asio = boost::asio;

/// Owner of coroutines on one loop. When a child throws anything but a cancellation, the siblings are cancelled and
/// `on_failure` is told, once: the first cause, not its consequences. Destroying the scope cancels the children and
/// tells nobody any more. Whatever the children refer to must outlive the loop that runs them.
class TaskScope {
public:
    using Work = std::function<asio::awaitable<void>()>;
    using OnFailure = std::function<void(std::exception_ptr)>;

    TaskScope(asio::any_io_executor loop, OnFailure on_failure);
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;
    ~TaskScope();

    /// Starts `work` through the loop (never inline). The callable lives as long as its coroutine. After `cancel`:
    /// nothing.
    void start(Work work);

    void cancel();

    /// Returns when no child runs any more. Does not cancel.
    asio::awaitable<void> join();

    [[nodiscard]] std::size_t running() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace privman::async
