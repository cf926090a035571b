// How a length of time and One Time are written, by what is said about the property.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/inputs.hpp"

#include <string>
#include <vector>

namespace privman::contract_finder {

/// Where sentences for the reader of a finding go.
struct Notes {
    std::vector<std::string> read;
    std::vector<std::string> guessed;
};

/// False: there is a length, but in a form that no profile can write (days, milliseconds); then it must be left out.
[[nodiscard]] bool find_duration(const Input& duration, const Input* unit, const Schemas&, contract::DurationRule& rule,
                                 Notes&);

void find_one_time(const Input* duration, const Input* one_time, const Schemas&, contract::OneTimeRule& rule, Notes&);

}  // namespace privman::contract_finder
