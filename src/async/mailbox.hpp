// Hand-over between coroutines of one loop: many may send, one receives.
#pragma once

#include "async/wait_list.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

namespace privman::async {

/// A bounded queue. A full one refuses (`send` returns false) instead of growing: the sender knows what losing means.
template <class T>
class Mailbox {
public:
    explicit Mailbox(std::size_t capacity) : capacity_{capacity} {}

    [[nodiscard]] bool send(T item) {
        if (items_.size() >= capacity_) return false;
        items_.push_back(std::move(item));
        arrivals_.wake_one();
        return true;
    }

    /// The oldest item; waits for one. Throws `operation_aborted` when cancelled.
    asio::awaitable<T> receive() {
        while (items_.empty()) co_await arrivals_.wait();
        T item = std::move(items_.front());
        items_.pop_front();
        co_return item;
    }

    [[nodiscard]] std::optional<T> try_receive() {
        if (items_.empty()) return std::nullopt;
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }

private:
    std::size_t capacity_;
    std::deque<T> items_;
    WaitList arrivals_;
};

}  // namespace privman::async
