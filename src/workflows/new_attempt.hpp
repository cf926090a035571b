// A name for one try to post a card.
#pragma once

#include "domain/ids.hpp"
#include "ports/randomness.hpp"

namespace privman {

/// Sixteen hexadecimal digits that nobody can guess and no other card carries.
Attempt new_attempt(Randomness& randomness);

}  // namespace privman
