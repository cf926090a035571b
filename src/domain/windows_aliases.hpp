// Folders of Windows that have two names: junctions for old programs, redirection for 32-bit ones.
#pragma once

#include "domain/spelling.hpp"

#include <vector>

namespace privman {

/// The other spellings of these folded names; none when they have only one. `from_the_drive`: the first of them may
/// stand directly below a drive, as junctions ask for.
std::vector<std::vector<Spelling>> other_names(const std::vector<Spelling>& names, bool from_the_drive);

}  // namespace privman
