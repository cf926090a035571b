#include "async/offload.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace privman::async {

struct Offload::Thread {
    asio::thread_pool pool{1};
};

Offload::Offload() : thread_{std::make_unique<Thread>()} {}

Offload::Offload(Turn turn) : turn_{std::move(turn)} {
    if (!turn_) thread_ = std::make_unique<Thread>();
}

Offload::~Offload() {
    if (thread_) thread_->pool.join();
}

asio::awaitable<void> Offload::over_there(std::unique_ptr<Work> work) {
    if (turn_) {
        co_await turn_();
        work->run();
        co_return;
    }
    // Whoever waits is not to be reached by a cancellation before the work is over: nothing here listens for one.
    auto there = [this](auto waiting, std::unique_ptr<Work> piece) {
        auto loop = asio::get_associated_executor(waiting);
        auto busy = asio::make_work_guard(loop);
        asio::post(thread_->pool, [waiting = std::move(waiting), piece = std::move(piece), loop = std::move(loop),
                                   busy = std::move(busy)]() mutable {
            std::exception_ptr failed;
            try {
                piece->run();
            } catch (...) {
                failed = std::current_exception();
            }
            piece.reset();
            asio::post(loop, [waiting = std::move(waiting), failed]() mutable { std::move(waiting)(failed); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
        std::move(there), asio::use_awaitable, std::move(work));
}

}  // namespace privman::async
