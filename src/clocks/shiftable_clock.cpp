#include "clocks/shiftable_clock.hpp"

#include "clocks/machine_time.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace privman::clocks {

namespace asio = boost::asio;

struct ShiftableClock::State {
    Millis wall_ahead{0};  ///< of the machine's
    Millis boot_ahead{0};
    std::string boot_id;
    std::set<asio::steady_timer*> sleepers;

    [[nodiscard]] BootTime now() const { return machine_boot_time() + boot_ahead; }
};

ShiftableClock::ShiftableClock() : state_{std::make_shared<State>()} { state_->boot_id = machine_boot_id(); }

ShiftableClock::ShiftableClock(const Moment& start) : state_{std::make_shared<State>()} {
    state_->wall_ahead = start.wall - machine_wall_time();
    state_->boot_ahead = start.boot - machine_boot_time();
    state_->boot_id = start.boot_id;
}

ShiftableClock::~ShiftableClock() = default;

void ShiftableClock::shift(Millis wall, Millis boot) {
    if (boot < Millis{0}) throw std::invalid_argument{"boot time never goes back"};
    state_->wall_ahead += wall;
    state_->boot_ahead += boot;
    // Only shortens the nap: each sleeper looks at the clock again and lies down once more if it is too early.
    for (auto* timer : state_->sleepers) timer->cancel();
}

BootTime ShiftableClock::now() const { return state_->now(); }
WallTime ShiftableClock::wall() const { return machine_wall_time() + state_->wall_ahead; }
Moment ShiftableClock::moment() const { return {wall(), now(), state_->boot_id}; }

Async<void> ShiftableClock::sleep_until(BootTime when) { return sleep_in(state_, when); }

Async<void> ShiftableClock::sleep_in(std::shared_ptr<State> state, BootTime when) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    struct Registration {
        State& state;
        asio::steady_timer* timer;
        Registration(State& s, asio::steady_timer* t) : state{s}, timer{t} { state.sleepers.insert(timer); }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
        ~Registration() { state.sleepers.erase(timer); }
    } const registration{*state, &timer};

    // At least one wait, so that a moment long past resumes through the loop as well.
    do {
        const auto left = std::max(Millis{0}, when - state->now());
        timer.expires_after(std::min(left, longest_nap));
        boost::system::error_code woken;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        // A shift cancels the timer; a cancellation cancels the coroutine, and only that may leave as an error.
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error{asio::error::operation_aborted};
    } while (state->now() < when);
}

}  // namespace privman::clocks
