// All that is asked of one character, found out at once.
#pragma once

#include "unicode/look.hpp"

#include <string_view>

namespace privman::unicode {

struct Character {
    char32_t point = 0;
    Look look = Look::unseen;
    std::string_view script;  ///< as `script_of` names it
    bool in_words = false;    ///< a letter, a digit, or a mark on one: words end elsewhere
    bool like_latin = false;  ///< of another script, and could be read as a Latin letter
};

Character character(char32_t c);

}  // namespace privman::unicode
