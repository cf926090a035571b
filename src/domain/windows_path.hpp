// What a Windows path can be: every spelling of one file, brought to few.
#pragma once

#include "domain/fold.hpp"
#include "domain/spelling.hpp"
#include "domain/windows_place.hpp"

#include <string_view>
#include <vector>

namespace privman {

/// The spellings of what `text` may name, as `c:\folder\file`: folded, one separator, without `.`, `..`, streams,
/// blanks and dots at the ends of names, junctions and file-system redirection resolved. Marks stand where it cannot be
/// told: a short name (`~1`) is any one name, a volume any drive, a variable any text, a name without a folder is
/// anywhere. `text` is one path, without arguments.
std::vector<Spelling> windows_spellings(std::string_view text, const WindowsMachine& machine, const Fold& fold);

/// The same for a rule's glob, in which `*` and `?` are the only marks, and short names and streams mean themselves.
std::vector<Spelling> windows_rule_spellings(std::string_view glob, const Fold& fold);

/// The last name ends as programs and scripts of Windows do (`.exe`).
bool ends_like_a_program(std::string_view text);

}  // namespace privman
