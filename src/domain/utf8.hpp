// Bytes to characters and back, for text that somebody else made: broken bytes are kept, not believed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman {

struct Utf8Char {
    char32_t point;      ///< a byte that is no UTF-8 stands for itself as 0xDC00 + byte, which no character can be
    std::size_t length;  ///< bytes it takes
};

/// The character at the front of `text`, which must not be empty.
Utf8Char front_char(std::string_view text);

/// Puts `point` at the end of `out`; 0xDC80 to 0xDCFF become the bytes that they stand for.
void append_char(std::string& out, char32_t point);

/// Two spellings of a letter that differ only in case give the same number: Latin, Greek and Cyrillic letters.
char32_t fold_case(char32_t point);

}  // namespace privman
