#include "domain/latin_letters.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <array>

namespace privman {

namespace {

struct Spelled {
    char32_t letter;
    std::string_view sound;
    std::string_view look{};  ///< empty: the same
};

// Small letters only, and none that compatibility decomposition takes apart: a Fold has done both. In order.
constexpr auto spelled = std::to_array<Spelled>({
    // Latin: https://www.unicode.org/charts/PDF/U0080.pdf, U0100.pdf
    {0x00E6, "ae"},
    {0x00F0, "d"},
    {0x00F8, "o"},
    {0x00FE, "th"},
    {0x0111, "d"},
    {0x0127, "h"},
    {0x0131, "i"},
    {0x0138, "k"},
    {0x0142, "l"},
    {0x014B, "ng"},
    {0x0153, "oe"},
    {0x0167, "t"},
    {0x0180, "b"},
    {0x01DD, "e"},
    {0x0237, "j"},
    {0x0251, "a"},
    {0x0259, "e"},
    {0x0261, "g"},
    {0x0268, "i"},
    {0x0269, "i"},
    // Greek
    {0x03B1, "a"},
    {0x03B2, "v", "b"},
    {0x03B3, "g", "y"},
    {0x03B4, "d"},
    {0x03B5, "e"},
    {0x03B6, "z"},
    {0x03B7, "i", "h"},
    {0x03B8, "th"},
    {0x03B9, "i"},
    {0x03BA, "k"},
    {0x03BB, "l"},
    {0x03BC, "m"},
    {0x03BD, "n"},
    {0x03BE, "x"},
    {0x03BF, "o"},
    {0x03C0, "p"},
    {0x03C1, "r", "p"},
    {0x03C2, "s"},
    {0x03C3, "s"},
    {0x03C4, "t"},
    {0x03C5, "y"},
    {0x03C6, "f"},
    {0x03C7, "ch", "x"},
    {0x03C8, "ps"},
    {0x03C9, "o", "w"},
    {0x03F2, "s", "c"},
    // Cyrillic
    {0x0430, "a"},
    {0x0431, "b"},
    {0x0432, "v", "b"},
    {0x0433, "g"},
    {0x0434, "d"},
    {0x0435, "e"},
    {0x0436, "zh"},
    {0x0437, "z"},
    {0x0438, "i"},
    {0x043A, "k"},
    {0x043B, "l"},
    {0x043C, "m"},
    {0x043D, "n", "h"},
    {0x043E, "o"},
    {0x043F, "p"},
    {0x0440, "r", "p"},
    {0x0441, "s", "c"},
    {0x0442, "t"},
    {0x0443, "u", "y"},
    {0x0444, "f"},
    {0x0445, "kh", "x"},
    {0x0446, "ts"},
    {0x0447, "ch"},
    {0x0448, "sh"},
    {0x0449, "shch"},
    {0x044B, "y"},
    {0x044D, "e"},
    {0x044E, "yu"},
    {0x044F, "ya"},
    {0x0452, "dj"},
    {0x0454, "ye", "e"},
    {0x0455, "dz", "s"},
    {0x0456, "i"},
    {0x0458, "j"},
    {0x0459, "lj"},
    {0x045A, "nj"},
    {0x045B, "c"},
    {0x045F, "dz"},
    {0x0491, "g"},
    {0x04AF, "u", "y"},
    {0x04BB, "h"},
    {0x04CF, "l"},
    {0x04D9, "a"},
    {0x0501, "d"},
    {0x051B, "q"},
    {0x051D, "w"},
});
static_assert(std::ranges::is_sorted(spelled, {}, &Spelled::letter));

bool between(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

/// What stands above, below or within another letter, and the signs that only say how one is pronounced.
bool is_mark(char32_t point) {
    return between(point, 0x0300, 0x036F) || between(point, 0x0483, 0x0489) || between(point, 0x0591, 0x05BD) ||
           point == 0x0640 || between(point, 0x064B, 0x065F) || point == 0x0670 || between(point, 0x1AB0, 0x1AFF) ||
           between(point, 0x1DC0, 0x1DFF) || between(point, 0x20D0, 0x20FF) || between(point, 0xFE20, 0xFE2F) ||
           point == 0x044A || point == 0x044C;  // the Cyrillic hard and soft signs
}

}  // namespace

LatinReadings latin_readings(std::string_view folded) {
    LatinReadings readings;
    while (!folded.empty()) {
        const auto [point, length] = front_char(folded);
        folded.remove_prefix(length);
        if (point == 0x044C) readings.look += 'b';
        if (is_mark(point)) continue;
        const auto known = std::ranges::lower_bound(spelled, point, {}, &Spelled::letter);
        if (known == spelled.end() || known->letter != point) {
            append_char(readings.sound, point);
            append_char(readings.look, point);
        } else {
            readings.sound += known->sound;
            readings.look += known->look.empty() ? known->sound : known->look;
        }
    }
    return readings;
}

std::string without_digraphs(std::string_view latin) {
    std::string out;
    for (std::size_t i = 0; i < latin.size(); ++i) {
        out += latin[i];
        const auto next = i + 1 < latin.size() ? latin[i + 1] : '\0';
        const bool umlaut = next == 'e' && (latin[i] == 'a' || latin[i] == 'o' || latin[i] == 'u');
        const bool ring = next == 'a' && latin[i] == 'a';
        if (umlaut || ring) ++i;
    }
    return out;
}

}  // namespace privman
