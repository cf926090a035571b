// What only a whole profile can get wrong.
#pragma once

#include "contract/profile.hpp"
#include "contract/reader.hpp"

namespace privman::contract {

/// Adds a fault for everything that would make calls ambiguous or impossible.
void check_profile(const Profile&, Faults&);

}  // namespace privman::contract
