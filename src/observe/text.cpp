#include "observe/text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace privman::observe {

namespace {

/// Length of the well-formed UTF-8 character at the front (RFC 3629: no overlong form, no surrogate, nothing above
/// U+10FFFF); 0 when there is none.
std::size_t character_at_front(std::string_view text) {
    const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
        return tail(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
    if (first >= 0xF0 && first <= 0xF4)
        return tail(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

char32_t decoded(std::string_view character) {
    const auto bits = [character](std::size_t i) { return static_cast<char32_t>(character[i]) & 0x3FU; };
    switch (character.size()) {
        case 2: return ((static_cast<char32_t>(character[0]) & 0x1FU) << 6U) | bits(1);
        case 3: return ((static_cast<char32_t>(character[0]) & 0x0FU) << 12U) | (bits(1) << 6U) | bits(2);
        case 4:
            return ((static_cast<char32_t>(character[0]) & 0x07U) << 18U) | (bits(1) << 12U) | (bits(2) << 6U) |
                   bits(3);
        default: return static_cast<unsigned char>(character[0]);
    }
}

bool moves_the_reader(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) ||                          // C0, DEL, C1
           c == 0x061C || c == 0x200E || c == 0x200F ||                     // marks of direction
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||  // embeddings, overrides, isolates
           c == 0x2028 || c == 0x2029 || c == 0xFEFF;                       // separators, byte order mark
}

bool inside_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string as_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        if (const auto length = character_at_front(bytes); length > 0) {
            text += bytes.substr(0, length);
            bytes.remove_prefix(length);
        } else {
            text += "\xEF\xBF\xBD";
            bytes.remove_prefix(1);
        }
    }
    return text;
}

std::string cut_in_the_middle(std::string_view text, std::size_t longest) {
    if (text.size() <= longest) return std::string{text};
    auto head = longest / 2 + longest % 2;
    while (head > 0 && inside_a_character(text[head])) --head;
    auto tail = text.size() - longest / 2;
    while (tail < text.size() && inside_a_character(text[tail])) ++tail;
    return fmt::format("{}…[{} bytes cut]…{}", text.substr(0, head), tail - head, text.substr(tail));
}

std::string visible(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(character_at_front(text), 1);
        const auto character = text.substr(0, length);
        if (const auto code = decoded(character); moves_the_reader(code))
            safe += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        else
            safe += character;
        text.remove_prefix(length);
    }
    return safe;
}

std::string as_timestamp(long long millis) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{milliseconds{millis}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int{date.year()}, unsigned{date.month()},
                       unsigned{date.day()}, time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

}  // namespace privman::observe
