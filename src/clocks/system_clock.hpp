// The machine's own time.
#pragma once

#include "ports/clock.hpp"

#include <string>

namespace privman::clocks {

/// Boot time counts sleep of the machine (CLOCK_BOOTTIME), and the boot id is the kernel's. A sleeper is late by at
/// most ten seconds when the machine itself was suspended meanwhile. Sleepers do not need the clock to outlive them.
class SystemClock final : public Clock {
public:
    /// Throws `std::runtime_error` when the kernel does not tell its boot id: without it no stored deadline could be
    /// believed.
    SystemClock();

    [[nodiscard]] BootTime now() const override;
    [[nodiscard]] WallTime wall() const override;
    [[nodiscard]] Moment moment() const override;
    Async<void> sleep_until(BootTime when) override;
    Async<void> deadline_at(BootTime when) override;

private:
    std::string boot_id_;
};

}  // namespace privman::clocks
