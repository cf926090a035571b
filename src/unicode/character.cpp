#include "unicode/character.hpp"

#include "unicode/script.hpp"

#include <array>

namespace privman::unicode {

namespace {

Character found_out(char32_t c) {
    Character result{c, look_of(c), script_of(c)};
    result.in_words = !result.script.empty() || result.look == Look::mark || is_letter(c) || is_digit(c);
    result.like_latin = !result.script.empty() && result.script != "Latin" && looks_latin(c, result.script);
    return result;
}

}  // namespace

Character character(char32_t c) {
    // Most of everything is ASCII.
    static const auto ascii = [] {
        std::array<Character, 0x80> all;
        for (char32_t each = 0; each < all.size(); ++each) all[each] = found_out(each);
        return all;
    }();
    return c < ascii.size() ? ascii[c] : found_out(c);
}

}  // namespace privman::unicode
