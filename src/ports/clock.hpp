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
    /// As `sleep_until`, but simply returns when it is cancelled: for a deadline that is a task of its own, whose usual
    /// end this is, and an exception for each would be a good part of what a click costs.
    virtual Async<void> deadline_at(BootTime when) { return sleep_until(when); }

    Async<void> sleep_for(Millis length) { return sleep_until(now() + length); }
    Async<void> deadline_in(Millis length) { return deadline_at(now() + length); }
};

}  // namespace privman
