#include "domain/utf8.hpp"

namespace privman {

namespace {

constexpr char32_t broken = 0xDC00;

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool between(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

}  // namespace

Utf8Char front_char(std::string_view text) {
    const auto lead = byte_at(text, 0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const Utf8Char alone{broken + lead, 1};
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return alone;
    char32_t point = lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = byte_at(text, i);
        if ((next & 0xC0) != 0x80) return alone;
        point = point << 6 | (next & 0x3F);
    }
    const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    if (point < smallest || point > 0x10FFFF || between(point, 0xD800, 0xDFFF)) return alone;
    return {point, length};
}

void append_char(std::string& out, char32_t point) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (between(point, broken + 0x80, broken + 0xFF)) return put(point - broken);
    if (point < 0x80) return put(point);
    if (point < 0x800) {
        put(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            put(0xE0 | point >> 12);
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3F));
        }
        put(0x80 | (point >> 6 & 0x3F));
    }
    put(0x80 | (point & 0x3F));
}

char32_t fold_case(char32_t point) {
    if (between(point, 'A', 'Z')) return point + 0x20;
    if (between(point, 0xC0, 0xDE) && point != 0xD7) return point + 0x20;
    // Latin Extended-A comes in pairs, the capital first: at even places, then at odd ones, then at even ones again.
    if (between(point, 0x100, 0x137) && point != 0x130 && point != 0x131) return point | 1;
    if (between(point, 0x139, 0x148) || between(point, 0x179, 0x17E)) return point % 2 == 1 ? point + 1 : point;
    if (between(point, 0x14A, 0x177)) return point | 1;
    if (point == 0x178) return 0xFF;
    if (between(point, 0x391, 0x3A9) && point != 0x3A2) return point + 0x20;
    if (point == 0x3C2) return 0x3C3;  // final sigma
    if (between(point, 0x410, 0x42F)) return point + 0x20;
    if (between(point, 0x400, 0x40F)) return point + 0x50;
    return point;
}

}  // namespace privman
