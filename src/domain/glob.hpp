// `*` and `?` against a text that is known to the last letter.
#pragma once

#include <string_view>

namespace privman {

/// `*` stands for any text, `?` for one character, everything else (a backslash too) for itself, without regard to case
/// (Latin, Greek, Cyrillic). The whole text must match. At most length(glob) × length(text) steps, whatever they are.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace privman
