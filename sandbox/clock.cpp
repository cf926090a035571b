#include "sandbox/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <map>
#include <stdexcept>

namespace privman::sandbox {

namespace {

using std::chrono::milliseconds;

std::int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::int64_t machine_wall_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

struct Clock::State {
    using Sleepers = std::multimap<std::int64_t, asio::steady_timer*>;  // by the boot time at which each is due

    Flow flow;
    std::int64_t started_steady_ms;
    std::int64_t boot_offset_ms = 0;
    std::int64_t wall_at_boot_ms;  // wall = this + boot
    std::uint64_t version = 1;
    Sleepers sleepers{};

    [[nodiscard]] std::int64_t boot_ms() const {
        return boot_offset_ms + (flow == Flow::real ? steady_ms() - started_steady_ms : 0);
    }

    void changed() {
        ++version;
        // A cancelled wait makes its coroutine look again; who is not due yet simply sleeps on.
        for (const auto& [due, timer] : sleepers) timer->cancel();
    }

    /// Parks the caller until the timer fires or the clock is pushed.
    static asio::awaitable<void> park(std::shared_ptr<State> state, std::int64_t due_boot_ms,
                                      std::optional<milliseconds> real) {
        asio::steady_timer timer{co_await asio::this_coro::executor};
        if (real)
            timer.expires_after(*real);
        else
            timer.expires_at(asio::steady_timer::time_point::max());
        const auto place = state->sleepers.emplace(due_boot_ms, &timer);
        struct Leave {
            State& state;
            Sleepers::iterator place;
            ~Leave() { state.sleepers.erase(place); }
        } const leave{*state, place};
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none) {
            throw boost::system::system_error{asio::error::operation_aborted};
        }
    }
};

Clock::Clock(Flow flow, std::optional<std::int64_t> wall_ms)
    : state_{std::make_shared<State>(State{
          .flow = flow, .started_steady_ms = steady_ms(), .wall_at_boot_ms = wall_ms ? *wall_ms : machine_wall_ms()})} {
}

Clock::~Clock() = default;

std::int64_t Clock::wall_ms() const { return state_->wall_at_boot_ms + state_->boot_ms(); }

std::int64_t Clock::boot_ms() const { return state_->boot_ms(); }

std::uint64_t Clock::version() const { return state_->version; }

void Clock::advance(std::int64_t ms) {
    if (ms < 0) throw std::invalid_argument{"time is advanced forwards only"};
    state_->boot_offset_ms += ms;
    state_->changed();
}

void Clock::set_wall(std::int64_t wall_ms) {
    const auto step = wall_ms - this->wall_ms();
    (step >= 0 ? state_->boot_offset_ms : state_->wall_at_boot_ms) += step;
    state_->changed();
}

asio::awaitable<void> Clock::sleep_for(std::int64_t ms) { return sleep_in(state_, ms); }

asio::awaitable<void> Clock::sleep_in(std::shared_ptr<State> state, std::int64_t ms) {
    const auto due = state->boot_ms() + ms;
    while (state->boot_ms() < due) {
        const bool real = state->flow == Flow::real;
        co_await State::park(state, due, real ? std::optional{milliseconds{due - state->boot_ms()}} : std::nullopt);
    }
}

asio::awaitable<void> Clock::changed_after(std::uint64_t seen, milliseconds limit) {
    return change_in(state_, seen, limit);
}

asio::awaitable<void> Clock::change_in(std::shared_ptr<State> state, std::uint64_t seen, milliseconds limit) {
    const auto until = steady_ms() + limit.count();
    while (state->version <= seen) {
        const auto left = until - steady_ms();
        if (left <= 0) co_return;
        co_await State::park(state, std::numeric_limits<std::int64_t>::max(), milliseconds{left});
    }
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
    const auto number = [&text](std::size_t digits) -> std::optional<int> {
        int value = 0;
        if (text.size() < digits) return std::nullopt;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + digits, value);
        if (ec != std::errc{} || end != text.data() + digits || text.front() == '-') return std::nullopt;
        text.remove_prefix(digits);
        return value;
    };
    const auto symbol = [&text](std::string_view allowed) {
        if (text.empty() || !allowed.contains(text.front())) return false;
        text.remove_prefix(1);
        return true;
    };

    const auto year = number(4);
    if (!year || !symbol("-")) return std::nullopt;
    const auto month = number(2);
    if (!month || !symbol("-")) return std::nullopt;
    const auto day = number(2);
    if (!day || !symbol("Tt ")) return std::nullopt;
    const auto hour = number(2);
    if (!hour || !symbol(":")) return std::nullopt;
    const auto minute = number(2);
    if (!minute || !symbol(":")) return std::nullopt;
    const auto second = number(2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

    std::int64_t fraction_ms = 0;
    if (symbol(".")) {
        std::int64_t scale = 100;
        bool any = false;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), scale /= 10) {
            fraction_ms += (text.front() - '0') * scale;
            any = true;
        }
        if (!any) return std::nullopt;
    }

    std::int64_t offset_minutes = 0;
    if (!symbol("Zz")) {
        const bool west = text.starts_with('-');
        if (!symbol("+-")) return std::nullopt;
        const auto hours = number(2);
        if (!hours || !symbol(":")) return std::nullopt;
        const auto minutes = number(2);
        if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        offset_minutes = (std::int64_t{*hours} * 60 + *minutes) * (west ? -1 : 1);
    }
    if (!text.empty()) return std::nullopt;

    using namespace std::chrono;
    const year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const auto local = sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} - minutes{offset_minutes};
    return duration_cast<milliseconds>(local.time_since_epoch()).count() + fraction_ms;
}

std::string moment_text(std::int64_t wall_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> moment{milliseconds{wall_ms}};
    const auto midnight = floor<days>(moment);
    const year_month_day date{midnight};
    const hh_mm_ss time{moment - midnight};
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            time.hours().count(), time.minutes().count(), time.seconds().count());
    if (time.subseconds().count() != 0) text += fmt::format(".{:03}", time.subseconds().count());
    return text + 'Z';
}

}  // namespace privman::sandbox
