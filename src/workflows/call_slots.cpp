#include "workflows/call_slots.hpp"

#include "async/wait_list.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace privman {

namespace {

struct Waiter {
    bool granted = false;
    async::WaitList turn;
};

/// People first, then the oldest; the request breaks ties.
using Rank = std::tuple<CallSlots::Whose, BootTime, RequestId>;

}  // namespace

struct CallSlots::Slot::State {
    Limits limits;
    std::size_t taken = 0;
    std::size_t by_schedule = 0;
    std::map<Rank, std::shared_ptr<Waiter>> waiting;

    void grant() {
        while (taken < limits.all && !waiting.empty()) {
            const auto first = waiting.begin();
            const bool schedule = std::get<Whose>(first->first) == Whose::schedule;
            if (schedule && by_schedule >= limits.schedule) return;
            ++taken;
            by_schedule += schedule ? 1 : 0;
            const auto waiter = first->second;
            waiting.erase(first);
            waiter->granted = true;
            waiter->turn.wake_all();
        }
    }
};

CallSlots::Slot& CallSlots::Slot::operator=(Slot&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    state_ = std::move(other.state_);
    whose_ = other.whose_;
    return *this;
}

void CallSlots::Slot::give_back() noexcept {
    const auto state = std::exchange(state_, nullptr);
    if (!state) return;
    --state->taken;
    state->by_schedule -= whose_ == Whose::schedule ? 1 : 0;
    state->grant();
}

CallSlots::CallSlots(Limits limits) : state_{std::make_shared<Slot::State>()} { state_->limits = limits; }

Async<CallSlots::Slot> CallSlots::take(Whose whose, BootTime since, RequestId request) {
    const auto state = state_;
    const auto waiter = std::make_shared<Waiter>();
    const Rank rank{whose, since, std::move(request)};
    state->waiting.emplace(rank, waiter);
    /// Leaves the queue, or gives back what was granted in the moment in which it was cancelled.
    struct Leave {
        std::shared_ptr<Slot::State> state;
        std::shared_ptr<Waiter> waiter;
        const Rank& rank;
        bool taken = false;
        ~Leave() {
            if (taken) return;
            if (waiter->granted)
                Slot{state, std::get<Whose>(rank)};
            else
                state->waiting.erase(rank);
        }
    } leave{state, waiter, rank};
    state->grant();
    while (!waiter->granted) co_await waiter->turn.wait();
    leave.taken = true;
    co_return Slot{state, whose};
}

std::size_t CallSlots::taken() const { return state_->taken; }
std::size_t CallSlots::waiting() const { return state_->waiting.size(); }

}  // namespace privman
