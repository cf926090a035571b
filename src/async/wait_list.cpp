#include "async/wait_list.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>
#include <utility>
#include <vector>

namespace privman::async {

namespace {

using boost::system::error_code;

class Parked;

/// The loop's own register of who is parked. A handler owns the coroutine that waits, and that coroutine may own timers
/// and work guards of the loop: it must be destroyed while the loop still exists.
class ParkingLot final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;
    using key_type = ParkingLot;

    explicit ParkingLot(asio::execution_context& loop) : service{loop} {}

    std::list<Parked*> parked;

private:
    void shutdown() override;
};

class Parked {
public:
    using Handler = asio::any_completion_handler<void(error_code)>;

    Parked(asio::any_io_executor loop, Handler handler)
        : loop_{std::move(loop)},
          handler_{std::move(handler)},
          lot_{&asio::use_service<ParkingLot>(asio::query(loop_, asio::execution::context))},
          place_{lot_->parked.insert(lot_->parked.end(), this)} {}
    Parked(const Parked&) = delete;
    Parked& operator=(const Parked&) = delete;
    ~Parked() { static_cast<void>(take()); }

    /// The right to resume the waiter; empty the second time, and when the loop is gone.
    [[nodiscard]] Handler take() {
        if (auto* const lot = std::exchange(lot_, nullptr)) lot->parked.erase(place_);
        return std::move(handler_);
    }

    void resume(error_code ec) {
        if (auto handler = take()) {
            asio::post(loop_, [handler = std::move(handler), ec]() mutable { std::move(handler)(ec); });
        }
    }

private:
    asio::any_io_executor loop_;
    Handler handler_;
    ParkingLot* lot_;
    std::list<Parked*>::iterator place_;
};

void ParkingLot::shutdown() {
    // Taken out first, destroyed afterwards: a dying coroutine may take other lists with it.
    std::vector<Parked::Handler> handlers;
    while (!parked.empty()) handlers.push_back(parked.front()->take());
}

}  // namespace

struct WaitList::State {
    std::list<std::shared_ptr<Parked>> waiters;

    static asio::awaitable<void> wait(std::shared_ptr<State> state) {
        auto loop = co_await asio::this_coro::executor;
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(
            [state, loop](auto handler) {
                auto slot = asio::get_associated_cancellation_slot(handler);
                auto waiter = std::make_shared<Parked>(loop, std::move(handler));
                state->waiters.push_back(waiter);
                if (!slot.is_connected()) return;
                slot.assign([weak = std::weak_ptr{waiter}, weak_state = std::weak_ptr{state}](asio::cancellation_type) {
                    const auto parked = weak.lock();
                    const auto list = weak_state.lock();
                    // Woken already, its resumption merely waiting in the loop: nothing left to cancel.
                    if (!parked || !list) return;
                    list->waiters.remove(parked);
                    parked->resume(asio::error::operation_aborted);
                });
            },
            asio::use_awaitable);
    }
};

WaitList::WaitList() : state_{std::make_shared<State>()} {}
WaitList::~WaitList() = default;

asio::awaitable<void> WaitList::wait() { return State::wait(state_); }

void WaitList::wake_all() {
    for (const auto waiters = std::exchange(state_->waiters, {}); const auto& waiter : waiters) waiter->resume({});
}

void WaitList::wake_one() {
    if (state_->waiters.empty()) return;
    const auto waiter = state_->waiters.front();
    state_->waiters.pop_front();
    waiter->resume({});
}

bool WaitList::empty() const { return state_->waiters.empty(); }

}  // namespace privman::async
