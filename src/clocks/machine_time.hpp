// The kernel's clocks, read.
#pragma once

#include "domain/moment.hpp"

#include <string>

namespace privman::clocks {

/// Time since the machine started, suspension included.
[[nodiscard]] BootTime machine_boot_time();
[[nodiscard]] WallTime machine_wall_time();
/// The kernel's name for this start of the machine. Throws `std::runtime_error` when it does not tell.
[[nodiscard]] std::string machine_boot_id();

/// The longest single timer. Timers stand still while the machine is suspended and boot time does not, so that a long
/// sleep looks at the clock again this often.
inline constexpr Millis longest_nap{10'000};

}  // namespace privman::clocks
