// What a path of macOS or Linux can be: every spelling of one file, brought to few.
#pragma once

#include "domain/fold.hpp"
#include "domain/spelling.hpp"

#include <string_view>
#include <vector>

namespace privman {

/// The spellings of what `text` may name, as `/folder/file`: folded, without `.` and doubled separators, links that the
/// system itself makes resolved (`/private/tmp`, `/System/Volumes/Data`, `/bin`). Marks stand where it cannot be told:
/// what stands before `..` may be a link, `~` is any folder, a name without a folder is anywhere. A backslash and a
/// colon are letters. `text` is one path, without arguments.
std::vector<Spelling> posix_spellings(std::string_view text, const Fold& fold);

/// The same for a rule's glob, in which `*` and `?` are the only marks.
std::vector<Spelling> posix_rule_spellings(std::string_view glob, const Fold& fold);

}  // namespace privman
