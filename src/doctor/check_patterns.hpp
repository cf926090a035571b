// What AUTO_APPROVE_EXCEPT keeps for people: every pattern, what is odd about it, and which requests it would have
// held.
#pragma once

#include "doctor/report.hpp"
#include "domain/fold.hpp"
#include "domain/pattern.hpp"
#include "domain/request_life.hpp"

#include <span>
#include <string>
#include <vector>

namespace privman::doctor {

struct PatternsSeen {
    std::span<const RequestPattern> patterns{};
    std::span<const std::string> doubts{};     ///< "NAME: what is odd. What to do."
    const std::vector<Life>* lives = nullptr;  ///< what the store remembers; null: it could not be read
    Fold fold{};
};

/// One finding for each pattern, with the newest few of the requests that it would have held.
void check_patterns(const PatternsSeen& seen, Report& report);

}  // namespace privman::doctor
