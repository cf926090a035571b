// A loop that tests turn by hand, and coroutines they can watch and cancel.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace privman::testing {

namespace asio = boost::asio;

struct Nothing {};

template <class T>
using ValueOf = std::conditional_t<std::is_void_v<T>, Nothing, T>;

/// A coroutine under observation; the handle may die before it.
template <class T>
class Task {
public:
    struct State {
        std::optional<ValueOf<T>> value;
        std::exception_ptr error;
        asio::cancellation_signal signal;
        bool done = false;
    };

    Task(asio::any_io_executor loop, std::shared_ptr<State> state) : loop_{std::move(loop)}, state_{std::move(state)} {}

    [[nodiscard]] bool done() const { return state_->done; }

    /// Takes effect when the loop runs, unless the task ended before.
    void cancel() {
        asio::post(loop_, [state = state_] {
            if (!state->done) state->signal.emit(asio::cancellation_type::terminal);
        });
    }

    /// True when it ended by `operation_aborted`.
    [[nodiscard]] bool was_cancelled() const {
        try {
            if (state_->error) std::rethrow_exception(state_->error);
        } catch (const boost::system::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
        return false;
    }

    /// The result, or what it threw.
    ValueOf<T> result() {
        if (!state_->done) throw std::logic_error{"the coroutine has not ended"};
        if (state_->error) std::rethrow_exception(state_->error);
        return std::move(*state_->value);
    }

private:
    asio::any_io_executor loop_;
    std::shared_ptr<State> state_;
};

class Loop {
public:
    [[nodiscard]] asio::any_io_executor executor() { return io_.get_executor(); }

    template <class T>
    Task<T> start(asio::awaitable<T> work) {
        auto state = std::make_shared<typename Task<T>::State>();
        asio::co_spawn(io_, watch(std::move(work), state),
                       asio::bind_cancellation_slot(state->signal.slot(), [state](const std::exception_ptr& error) {
                           state->error = error;
                           state->done = true;
                       }));
        return Task<T>{executor(), state};
    }

    /// Runs what can run without waiting.
    void poll() {
        io_.restart();
        io_.poll();
    }

    /// Runs until the task has ended; throws when it has not within `limit`, which only a broken program needs.
    template <class T>
    void run_until_done(const Task<T>& task, std::chrono::seconds limit = std::chrono::seconds{20}) {
        run_until([&] { return task.done(); }, limit);
    }

    template <class Condition>
    void run_until(Condition condition, std::chrono::seconds limit = std::chrono::seconds{20}) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            io_.restart();
            if (io_.run_one_until(end) == 0) throw std::logic_error{"the loop came to rest without it"};
        }
    }

    template <class T>
    ValueOf<T> run(asio::awaitable<T> work) {
        auto task = start(std::move(work));
        run_until_done(task);
        return task.result();
    }

private:
    template <class T>
    static asio::awaitable<void> watch(asio::awaitable<T> work, std::shared_ptr<typename Task<T>::State> state) {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
            state->value.emplace();
        } else {
            state->value.emplace(co_await std::move(work));
        }
    }

    asio::io_context io_{1};
};

}  // namespace privman::testing
