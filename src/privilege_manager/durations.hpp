// The length of a grant in the instance's own spelling, exactly or not at all.
#pragma once

#include "contract/profile.hpp"
#include "domain/grant.hpp"

#include <boost/json/value.hpp>

#include <expected>
#include <optional>
#include <string>

namespace privman::pm {

/// What {duration} and {durationUnit} stand for; nothing: they are left out.
struct SpelledGrant {
    std::optional<boost::json::value> duration;
    std::optional<boost::json::value> unit;
};

/// Fails, in words, for a length that the rule cannot say without rounding.
[[nodiscard]] std::expected<SpelledGrant, std::string> spell_grant(const contract::DurationRule& rule,
                                                                   const contract::OneTimeRule& one_time,
                                                                   const Grant& grant);

}  // namespace privman::pm
