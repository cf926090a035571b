#include "unicode/look.hpp"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace privman::unicode {

namespace {

constexpr char32_t last_code_point = 0x10FFFF;

/// Characters that Unicode calls letters or symbols and that fonts draw as white: Hangul fillers, the Braille pattern
/// without dots, a null notehead, the place of an embedded object.
constexpr std::array<char32_t, 8> white{0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159, 0x13441};

/// Look like `\`, `/`, `:` or `.`: with them a path shows other folders than it has.
constexpr std::array<char32_t, 25> separators{0x02D0, 0x0589, 0x05C3, 0x2024, 0x2044, 0x2215, 0x2216, 0x2236, 0x2571,
                                              0x2572, 0x27CB, 0x27CD, 0x29F5, 0x29F8, 0x29F9, 0x3033, 0xA4FD, 0xA789,
                                              0xFE52, 0xFE55, 0xFE68, 0xFE13, 0xFF0E, 0xFF0F, 0xFF3C};

}  // namespace

Look look_of(char32_t c) {
    if (c >= ' ' && c < 0x7F) return c == ' ' ? Look::unseen : Look::seen;
    if (c > last_code_point || std::ranges::find(white, c) != white.end()) return Look::unseen;
    // Variation selectors are marks and invisible: what cannot be seen at all is unseen first.
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable) return Look::unseen;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_ZS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CN: return Look::unseen;
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME: return Look::mark;
        default: return std::ranges::find(separators, c) != separators.end() ? Look::borrowed : Look::seen;
    }
}

bool is_letter(char32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c > last_code_point) return false;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_NL: return true;
        default: return false;
    }
}

bool is_digit(char32_t c) {
    if (c < 0x80) return c >= '0' && c <= '9';
    return c <= last_code_point && utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_ND;
}

}  // namespace privman::unicode
