// Slips in patterns: what can match nothing, and what matches but was probably meant otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

struct PatternSlip {
    std::string why;      ///< one clause, lower case, without a full stop
    std::string meant{};  ///< the probable meaning, as it should be written; empty when there is no telling
};

/// A reason to refuse this part of a pattern, `key=glob`: it would hold nothing, or not what it says.
std::optional<PatternSlip> slip_in(std::string_view key, std::string_view glob);

/// Reasons to look at it once more.
std::vector<PatternSlip> oddities_in(std::string_view key, std::string_view glob);

/// The key that was probably meant; empty when none is near.
std::string_view key_meant(std::string_view key);

}  // namespace privman
