#include "async/task_scope.hpp"

#include "async/cancellation.hpp"
#include "async/wait_list.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <list>
#include <memory>
#include <utility>
#include <vector>

namespace privman::async {

struct TaskScope::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor loop_of_all, OnFailure tell)
        : loop{std::move(loop_of_all)}, on_failure{std::move(tell)} {}

    asio::any_io_executor loop;
    OnFailure on_failure;
    std::list<std::shared_ptr<asio::cancellation_signal>> children;
    WaitList ends;
    bool cancelled = false;

    void cancel_all() {
        cancelled = true;
        if (children.empty()) return;
        // On the loop itself: Asio forwards a signal given elsewhere through the loop, to a child that may have ended
        // meanwhile. What one child does when it is cancelled may end others (a scope of its own, a socket they share),
        // so each is looked at again before its turn, and kept alive through it.
        asio::dispatch(loop, [self = shared_from_this()] {
            const std::vector<std::weak_ptr<asio::cancellation_signal>> all(self->children.begin(),
                                                                            self->children.end());
            for (const auto& child : all)
                if (const auto signal = child.lock()) signal->emit(asio::cancellation_type::terminal);
        });
    }

    void failed(const std::exception_ptr& error) {
        if (cancelled && is_cancellation(error)) return;
        // Cancel first: whoever is told may destroy the scope.
        cancel_all();
        if (const auto tell = std::exchange(on_failure, {})) tell(error);
    }
};

TaskScope::TaskScope(asio::any_io_executor loop, OnFailure on_failure)
    : state_{std::make_shared<State>(std::move(loop), std::move(on_failure))} {}

TaskScope::~TaskScope() {
    state_->cancel_all();
    state_->on_failure = {};  // what it refers to may be gone when a child ends late
}

namespace {
asio::awaitable<void> run(TaskScope::Work work) { co_await work(); }
}  // namespace

void TaskScope::start(Work work) {
    if (state_->cancelled) return;
    const auto child = state_->children.insert(state_->children.end(), std::make_shared<asio::cancellation_signal>());
    // However the child ends, and be it that the loop is destroyed under it, it stops counting.
    std::shared_ptr<void> place{nullptr, [state = state_, child](void*) {
                                    state->children.erase(child);
                                    if (!state->ends.empty()) state->ends.wake_all();
                                }};
    // co_spawn alone runs inline when called on the loop; and when called elsewhere, a coroutine cancelled before its
    // first step throws out of the loop itself.
    asio::post(state_->loop, [state = state_, child, place = std::move(place), work = std::move(work)]() mutable {
        if (state->cancelled) return;
        auto ended = [state, place = std::move(place)](const std::exception_ptr& error) mutable {
            place.reset();
            if (error) state->failed(error);
        };
        asio::co_spawn(state->loop, run(std::move(work)),
                       asio::bind_cancellation_slot((*child)->slot(), std::move(ended)));
    });
}

void TaskScope::cancel() { state_->cancel_all(); }

asio::awaitable<void> TaskScope::join() {
    const auto state = state_;
    while (!state->children.empty()) co_await state->ends.wait();
}

std::size_t TaskScope::running() const { return state_->children.size(); }

}  // namespace privman::async
