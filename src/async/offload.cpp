#include "async/offload.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

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
    const auto invoke = [](std::unique_ptr<Work> piece) -> asio::awaitable<void> {
        piece->run();
        co_return;
    };
    // Without the empty slot a cancellation would reach across threads into a coroutine that runs.
    co_await asio::co_spawn(thread_->pool, invoke(std::move(work)),
                            asio::bind_cancellation_slot(asio::cancellation_slot{}, asio::use_awaitable));
}

}  // namespace privman::async
