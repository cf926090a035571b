// Whose letters these are: scripts by name, and letters that could be taken for Latin ones.
#pragma once

#include <string_view>

namespace privman::unicode {

/// The script of a letter or of a mark that belongs to letters of that script: "Latin", "Cyrillic", "CJK" (what Chinese
/// and Japanese write), … Three forms that Unicode counts as Latin are named apart, since they are used to look like
/// it: "phonetic", "mathematical", "fullwidth". "rare script" for letters of any script that is not in the table,
/// empty for everything else.
std::string_view script_of(char32_t c);

/// Marks are part of how this script is written, not a decoration: vowel signs of Hindi, points of Hebrew.
bool writes_with_marks(std::string_view script);

/// The letter could be read as a Latin one: Cyrillic `а`, Greek `ο`, every letter of a script that nobody knows by
/// sight. `c` must be a letter of `script`, which is not "Latin".
bool looks_latin(char32_t c, std::string_view script);

}  // namespace privman::unicode
