#include "app/stray_characters.hpp"

#include "domain/utf8.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace privman::app {

namespace {

using Quotes = std::pair<std::string_view, std::string_view>;
constexpr std::array<Quotes, 7> pairs_of_quotes{
    {{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"„", "“"}, {"«", "»"}}};

bool between(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

bool is_invisible(char32_t p) {
    return (p < ' ' && p != '\t') || between(p, 0x7F, 0xA0) || p == 0xAD || p == 0x1680 || p == 0x180E ||
           between(p, 0x2000, 0x200F) || between(p, 0x2028, 0x202F) || between(p, 0x205F, 0x206F) || p == 0x3000 ||
           between(p, 0xFE00, 0xFE0F) || p == 0xFEFF;
}

std::string name_of(char32_t p) {
    std::array<char, 16> code{};
    std::snprintf(code.data(), code.size(), "U+%04X", static_cast<unsigned>(p));
    const auto* kind = p == '\n' || p == '\r'                    ? "a line end ("
                       : p == 0xA0 || p == 0x2007 || p == 0x202F ? "a no-break blank ("
                       : p < ' ' || between(p, 0x7F, 0x9F)       ? "a control character ("
                       : p == 0xFEFF                             ? "a byte order mark ("
                                                                 : "an invisible character (";
    return std::string{kind} + code.data() + ")";
}

std::string_view last_char(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0) {
        --begin;
        if ((static_cast<unsigned char>(text[begin]) & 0xC0U) != 0x80) break;
    }
    return text.substr(begin);
}

}  // namespace

bool is_utf16(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
    // Without its mark, plain letters still show every second byte as zero.
    return bytes.size() >= 4 && ((bytes[0] == 0 && bytes[2] == 0 && bytes[1] != 0 && bytes[3] != 0) ||
                                 (bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0 && bytes[2] != 0));
}

std::string_view without_line_ends(std::string_view text) {
    constexpr std::string_view ends = "\r\n";
    for (;;) {
        if (text.starts_with(byte_order_mark))
            text.remove_prefix(byte_order_mark.size());
        else if (!text.empty() && ends.contains(text.front()))
            text.remove_prefix(1);
        else if (!text.empty() && ends.contains(text.back()))
            text.remove_suffix(1);
        else
            return text;
    }
}

std::optional<std::string> invisible_character(std::string_view text) {
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        if (is_invisible(point)) return name_of(point);
        text.remove_prefix(length);
    }
    return std::nullopt;
}

std::optional<std::string> invisible_at_an_end(std::string_view text) {
    if (text.empty()) return std::nullopt;
    for (const auto end : {front_char(text).point, front_char(last_char(text)).point})
        if (is_invisible(end)) return name_of(end);
    return std::nullopt;
}

std::optional<std::string_view> inside_quotes(std::string_view text) {
    for (const auto& [open, close] : pairs_of_quotes)
        if (text.size() >= open.size() + close.size() && text.starts_with(open) && text.ends_with(close))
            return text.substr(open.size(), text.size() - open.size() - close.size());
    return std::nullopt;
}

std::string probably_meant(std::string_view text) {
    std::string visible;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        if (!is_invisible(point)) visible += text.substr(0, length);
        text.remove_prefix(length);
    }
    while (const auto inside = inside_quotes(visible)) visible = std::string{*inside};
    return visible;
}

}  // namespace privman::app
