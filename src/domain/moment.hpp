// The two times of this program: what people's clocks say, and what deadlines are counted in.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace privman {

using Millis = std::chrono::milliseconds;

/// UTC as people's clocks have it. May jump: for people and schedules only.
using WallTime = std::chrono::sys_time<Millis>;

struct BootClock {};
/// Time since the machine started, sleep included. Never jumps while `boot_id` stays: for deadlines.
using BootTime = std::chrono::time_point<BootClock, Millis>;

/// One moment on both clocks, so that it can be stored and still be counted from after the process was restarted.
struct Moment {
    WallTime wall{};
    BootTime boot{};
    std::string boot_id;  ///< which start of which machine `boot` counts from

    friend bool operator==(const Moment&, const Moment&) = default;
};

/// Time passed between two moments; nothing when the machine was restarted (or changed) between them.
inline std::optional<Millis> elapsed(const Moment& then, const Moment& now) {
    if (then.boot_id != now.boot_id) return std::nullopt;
    return now.boot - then.boot;
}

}  // namespace privman
