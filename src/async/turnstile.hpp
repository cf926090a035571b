// One at a time, in the order of arrival: for a resource that several coroutines of one loop share.
#pragma once

#include "async/wait_list.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <utility>

namespace privman::async {

/// `auto turn = turnstile.queue(); co_await turn.mine();` and the resource is yours until `turn` dies. Whoever is
/// cancelled while waiting leaves the queue.
class Turnstile {
    struct Line {
        std::list<char> queue;
        WaitList moves;
    };

public:
    class Turn {
    public:
        Turn(Turn&&) = delete;
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            line_->queue.erase(place_);
            line_->moves.wake_all();
        }

        /// Returns when everybody who came earlier has left. Throws `operation_aborted` when cancelled.
        asio::awaitable<void> mine() {
            while (line_->queue.begin() != place_) co_await line_->moves.wait();
        }

    private:
        friend class Turnstile;
        explicit Turn(std::shared_ptr<Line> line)
            : line_{std::move(line)}, place_{line_->queue.emplace(line_->queue.end())} {}

        std::shared_ptr<Line> line_;
        std::list<char>::iterator place_;
    };

    [[nodiscard]] Turn queue() { return Turn{line_}; }

    /// How many wait or work.
    [[nodiscard]] std::size_t length() const { return line_->queue.size(); }

private:
    std::shared_ptr<Line> line_ = std::make_shared<Line>();
};

}  // namespace privman::async
