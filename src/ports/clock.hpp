// Time, passed in.
#pragma once

#include "domain/moment.hpp"
#include "ports/outcome.hpp"

namespace privman {

class Clock {
public:
    virtual ~Clock() = default;

    /// For deadlines; never jumps backwards.
    [[nodiscard]] virtual BootTime now() const = 0;
    /// For people and schedules.
    [[nodiscard]] virtual WallTime wall() const = 0;
    /// Both, with the name of this machine's start.
    [[nodiscard]] virtual Moment moment() const = 0;
    /// Returns at `when` or later, never inline. Throws `operation_aborted` when cancelled.
    virtual Async<void> sleep_until(BootTime when) = 0;

    Async<void> sleep_for(Millis length) { return sleep_until(now() + length); }
};

}  // namespace privman
