// The sandbox's time: it flows like real time and can be pushed, so that a week passes in a test's blink.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox {

namespace asio = boost::asio;

/// One clock for everything in the sandbox. All durations are milliseconds. May be destroyed before the coroutines that
/// sleep on it: they then stay asleep until their loop ends.
class Clock {
public:
    enum class Flow {
        real,    ///< moves by itself, `advance` and `set_wall` push it
        frozen,  ///< moves only when pushed: for tests
    };

    /// Starts at `wall_ms` (milliseconds since 1970), or at the machine's time.
    explicit Clock(Flow flow = Flow::real, std::optional<std::int64_t> wall_ms = {});
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    ~Clock();

    /// Milliseconds since 1970, UTC. May be set back.
    [[nodiscard]] std::int64_t wall_ms() const;
    /// Milliseconds since the sandbox started. Never goes back; what deadlines and expiries are counted in.
    [[nodiscard]] std::int64_t boot_ms() const;

    /// Moves wall and boot time forward and wakes every sleeper whose time has come, earliest first. Negative: throws
    /// `std::invalid_argument`.
    void advance(std::int64_t ms);
    /// Later than now: an `advance` to that moment. Earlier: only the wall clock is set back.
    void set_wall(std::int64_t wall_ms);

    /// Grows with every `advance` and `set_wall`, never by itself.
    [[nodiscard]] std::uint64_t version() const;

    /// Sleeps so many milliseconds of this clock; an `advance` shortens the wait. Throws `operation_aborted` when
    /// cancelled.
    asio::awaitable<void> sleep_for(std::int64_t ms);
    /// Returns when `version()` is greater than `seen`, or after `limit` of real time, whichever is first.
    asio::awaitable<void> changed_after(std::uint64_t seen, std::chrono::milliseconds limit);

private:
    struct State;
    static asio::awaitable<void> sleep_in(std::shared_ptr<State> state, std::int64_t ms);
    static asio::awaitable<void> change_in(std::shared_ptr<State> state, std::uint64_t seen,
                                           std::chrono::milliseconds limit);

    std::shared_ptr<State> state_;
};

/// "2026-03-08T02:30:00-05:00" or "...Z", with optional fractions of a second, as milliseconds since 1970. Nothing when
/// it is no such moment or carries no zone.
[[nodiscard]] std::optional<std::int64_t> parse_moment(std::string_view text);

/// Milliseconds since 1970 as "2026-03-08T07:30:00Z"; milliseconds are shown only when there are any.
[[nodiscard]] std::string moment_text(std::int64_t wall_ms);

}  // namespace privman::sandbox
