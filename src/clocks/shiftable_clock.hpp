// The machine's time, pushed: follows a sandbox whose clock jumps.
#pragma once

#include "ports/clock.hpp"

#include <memory>

namespace privman::clocks {

/// Flows like the machine's clock, from wherever it was started or pushed to. Used on one loop. Sleepers do not need
/// the clock to outlive them.
class ShiftableClock final : public Clock {
public:
    /// Reads the machine's time until it is pushed.
    ShiftableClock();
    /// Reads `start` now. Give the boot time and boot id of the clock that is followed, so that stored moments keep
    /// their meaning when this process is started again.
    explicit ShiftableClock(const Moment& start);
    ShiftableClock(const ShiftableClock&) = delete;
    ShiftableClock& operator=(const ShiftableClock&) = delete;
    ~ShiftableClock() override;

    /// Pushes both times; every sleeper looks again, and those whose moment has come wake through their loop. The wall
    /// may go back; a negative `boot` throws `std::invalid_argument`.
    void shift(Millis wall, Millis boot);

    [[nodiscard]] BootTime now() const override;
    [[nodiscard]] WallTime wall() const override;
    [[nodiscard]] Moment moment() const override;
    Async<void> sleep_until(BootTime when) override;

private:
    struct State;
    static Async<void> sleep_in(std::shared_ptr<State> state, BootTime when);

    std::shared_ptr<State> state_;
};

}  // namespace privman::clocks
