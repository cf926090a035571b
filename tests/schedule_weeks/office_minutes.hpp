// When people are there, minute by minute, by libc.
#pragma once

#include "domain/moment.hpp"

#include <array>
#include <chrono>
#include <vector>

namespace privman {

struct Office {
    const char* schedule;
    const char* zone;
    std::vector<std::array<int, 3>> windows;  ///< day (Sunday is 0), from, to, in minutes; `to` may be past midnight
};

const std::vector<Office>& offices();

/// Mondays, some with a change of the clocks in the week that follows or in the one before.
inline constexpr const char* mondays[] = {"2026-03-02 00:00", "2026-03-23 00:00", "2026-03-30 00:00",
                                          "2026-04-06 00:00", "2026-07-13 00:00", "2026-09-28 00:00",
                                          "2026-10-19 00:00", "2026-10-26 00:00"};

/// The minutes of four weeks: is somebody there, and since when has that been so?
class Minutes {
public:
    Minutes(const Office& office, WallTime monday);
    [[nodiscard]] bool open(WallTime when) const { return open_.at(index(when)); }
    /// When what holds at `when` began.
    [[nodiscard]] WallTime since(WallTime when) const { return first_ + std::chrono::minutes{since_.at(index(when))}; }

private:
    [[nodiscard]] std::size_t index(WallTime when) const {
        return static_cast<std::size_t>(std::chrono::floor<std::chrono::minutes>(when - first_).count());
    }
    WallTime first_;
    std::vector<bool> open_;
    std::vector<int> since_;
};

/// Of `offices()[office]`, around `mondays[monday]`; worked out once.
const Minutes& minutes_of(std::size_t office, std::size_t monday);

}  // namespace privman
