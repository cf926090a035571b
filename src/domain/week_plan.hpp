// Business hours in the shape in which people say them: days with equal windows together.
#pragma once

#include "domain/business_hours.hpp"

#include <array>
#include <string>
#include <string_view>

namespace privman {

/// How a week is written: for a machine to read back, or for people.
struct WeekStyle {
    std::array<std::string_view, 7> days;  ///< Monday first
    std::string_view to;                   ///< between the ends of a range of days or hours
    std::string_view next_days;            ///< between ranges of days that share their windows
    std::string_view next_window;          ///< between windows of the same days
    std::string_view next_part;            ///< between groups of days
};

/// The windows without their zone. Ranges of days may wrap over Sunday.
std::string week_text(const BusinessHours&, const WeekStyle&);

/// Monday first: 0 to 6.
unsigned place_in_week(std::chrono::weekday);

}  // namespace privman
