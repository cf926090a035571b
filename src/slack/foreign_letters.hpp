// Letters of a script that the rest of a text does not use: `Windоws` with a Cyrillic о looks like a folder that it is
// not.
#pragma once

#include "unicode/character.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace privman::slack {

/// Letters of one script in a row.
struct ForeignLetters {
    std::size_t end;          ///< the place behind the last of them
    std::string_view script;  ///< "Cyrillic"
    friend bool operator==(const ForeignLetters&, const ForeignLetters&) = default;
};

/// Which letters of `text` a reader must be told the script of, in order. Those that
///  * are of a script that no other word uses, when other words use another;
///  * stand in one word with letters of another script, and are fewer there (Chinese, Japanese and Korean mix with
///    anything: nothing looks like them);
///  * form a word that could be read as a Latin one, unless most letters of `text` are of that script and others of
///  them
///    could not.
/// Latin is foreign only within a word of another script: drives, suffixes and products are written in it everywhere.
std::vector<ForeignLetters> foreign_letters(std::span<const unicode::Character> text);

}  // namespace privman::slack
