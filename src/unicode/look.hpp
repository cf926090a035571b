// What a reader sees of a character: something, nothing, or a change of the one before it.
#pragma once

namespace privman::unicode {

enum class Look {
    seen,     ///< has a shape of its own
    unseen,   ///< blanks, line ends, controls, and whatever else leaves the paper white or depends on the font
    mark,     ///< only changes the character before it: accents, enclosing marks, vowel signs
    borrowed  ///< seen, and made to look like a separator of paths: `∕`, `∖`, `꞉`, `․`
};

/// Of one code point; what is no character of Unicode is unseen.
Look look_of(char32_t c);

/// A letter, or a number that is written with one (`Ⅳ`).
bool is_letter(char32_t c);

/// A decimal digit of any script.
bool is_digit(char32_t c);

}  // namespace privman::unicode
