// A clock that a test owns: time passes only when the test says so, and everything due on the way happens in order.
#pragma once

#include "async/wait_list.hpp"
#include "ports/clock.hpp"

#include <boost/asio/io_context.hpp>

#include <map>
#include <memory>

namespace privman::testing {

class FakeClock final : public Clock {
public:
    explicit FakeClock(boost::asio::io_context& loop) : loop_{loop} {}

    [[nodiscard]] BootTime now() const override { return now_; }
    [[nodiscard]] WallTime wall() const override { return wall_; }
    [[nodiscard]] Moment moment() const override { return {wall_, now_, boot_id}; }

    Async<void> sleep_until(BootTime when) override;

    /// Lets `length` pass, waking each sleeper at his time and running the loop until nothing is left to do.
    void advance(Millis length);

    void run();

    void set_wall(WallTime wall) { wall_ = wall; }

    std::string boot_id = "boot-1";

private:
    boost::asio::io_context& loop_;
    BootTime now_{std::chrono::hours{1000}};
    // Wednesday 2026-07-01 12:00 UTC
    WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + std::chrono::hours{12}};
    std::multimap<BootTime, std::shared_ptr<async::WaitList>> sleepers_;
};

}  // namespace privman::testing
