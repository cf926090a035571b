#include "slack/escape.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace privman::slack {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::string_view word_joiner = "\u2060";

/// One code point from the front of `text`, which gets shorter; U+FFFD for every byte that is not UTF-8.
char32_t take(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    char32_t code = length <= 1 ? first : first & (0x7Fu >> length);
    bool good = length != 0 && text.size() >= length;
    for (std::size_t i = 1; good && i < length; ++i) {
        good = (byte(i) & 0xC0u) == 0x80u;
        code = code << 6 | (byte(i) & 0x3Fu);
    }
    // Overlong forms, surrogates and what lies above Unicode would give one character two spellings.
    if (good && length == 3 && code < 0x800) good = false;
    if (good && length == 4 && (code < 0x10000 || code > 0x10FFFF)) good = false;
    if (good && code >= 0xD800 && code <= 0xDFFF) good = false;
    text.remove_prefix(good ? length : 1);
    return good ? code : replacement;
}

void append(std::string& out, char32_t code) {
    const auto put = [&out](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

bool is_line_end(char32_t c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0x0B || c == 0x0C;
}

/// Characters that change how others look, or are not seen at all: bidi controls, zero widths, fillers, tags.
bool is_deceptive(char32_t c) {
    struct Range {
        char32_t first, last;
    };
    static constexpr Range ranges[] = {
        {0x80, 0x9F},     {0xAD, 0xAD},     {0x34F, 0x34F},     {0x61C, 0x61C},     {0x115F, 0x1160},
        {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x206F},
        {0x2800, 0x2800}, {0x3164, 0x3164}, {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; }) || (c & 0xFFFE) == 0xFFFE;
}

void append_visible(std::string& out, char32_t c) {
    if (c < 0x20) return append(out, 0x2400 + c);
    if (c == 0x7F) return append(out, 0x2421);
    char text[16];
    std::snprintf(text, sizeof text, "<U+%04X>", static_cast<unsigned>(c));
    out += text;
}

std::size_t units(char32_t c) { return c >= 0x10000 ? 2 : 1; }

/// The longest start of `text` with at most `limit` UTF-16 units, in bytes.
std::size_t head_bytes(std::string_view text, std::size_t limit) {
    auto rest = text;
    std::size_t used = 0;
    while (!rest.empty()) {
        const auto before = rest.size();
        used += units(take(rest));
        if (used > limit) return text.size() - before;
    }
    return text.size();
}

/// The longest end of `text` with at most `limit` UTF-16 units, in bytes.
std::size_t tail_bytes(std::string_view text, std::size_t limit) {
    std::size_t at = text.size();
    std::size_t used = 0;
    while (at > 0) {
        std::size_t start = at - 1;
        while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0u) == 0x80u) --start;
        auto one = text.substr(start, at - start);
        used += units(take(one));
        if (used > limit) break;
        at = start;
    }
    return text.size() - at;
}

std::size_t count_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

/// `:word:` would become a picture.
bool starts_emoji(std::string_view after_colon) {
    const auto is_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto end = std::ranges::find_if_not(after_colon, is_name);
    return end != after_colon.begin() && end != after_colon.end() && *end == ':';
}

using Escape = std::string (*)(std::string_view);

/// Cuts the clean text shorter until its escaped form fits: entities grow, and none may be halved.
std::string escaped_within(std::string_view text, std::size_t limit, Escape escape) {
    assert(limit >= 40);
    const auto cleaned = clean(text);
    std::size_t room = limit;
    for (;;) {
        auto result = escape(cut_middle(cleaned, room));
        const auto length = length_of(result);
        if (length <= limit) return result;
        const auto shorter = std::min(room - 1, room * limit / length);
        if (shorter < 40) return "… too long to be shown …";
        room = shorter;
    }
}

}  // namespace

std::string clean(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        // Nearly everything is plain ASCII, and there may be a lot of it.
        const auto plain = std::ranges::find_if_not(text, [](char c) { return c >= ' ' && c < 0x7F; });
        out.append(text.begin(), plain);
        text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
        if (text.empty()) break;
        const auto c = take(text);
        if (c == '\t') {
            out += ' ';
        } else if (is_line_end(c)) {
            if (c == '\r' && text.starts_with('\n')) text.remove_prefix(1);
            out += " ⏎ ";
        } else if (c < 0x20 || c == 0x7F || is_deceptive(c)) {
            append_visible(out, c);
        } else {
            append(out, c);
        }
    }
    return out;
}

std::size_t length_of(std::string_view text) {
    std::size_t length = 0;
    while (!text.empty()) length += units(take(text));
    return length;
}

std::string cut_middle(std::string_view text, std::size_t limit) {
    assert(limit >= 40);
    // Bytes never count less than UTF-16 units: most texts need no second look.
    if (text.size() <= limit || head_bytes(text, limit) == text.size()) return std::string{text};
    const auto marker = [](std::size_t cut) { return " … " + std::to_string(cut) + " characters cut … "; };
    const auto room = limit - std::min(limit, length_of(marker(text.size())));
    const auto head = head_bytes(text, room - room / 2);
    const auto tail = tail_bytes(text.substr(head), room / 2);
    const auto cut = count_of(text.substr(head, text.size() - head - tail));
    return std::string{text.substr(0, head)} + marker(cut) + std::string{text.substr(text.size() - tail)};
}

std::string escape_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string escape_mrkdwn(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    const auto first_seen = text.find_first_not_of(' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        // A line that begins with > is a quotation, in its escaped form too.
        if (c == '>' && i == first_seen) out += word_joiner;
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '*':
            case '_':
            case '~':
            case '`':
            case '@':
            case '#':
                out += c;
                out += word_joiner;
                break;
            case ':':
                out += c;
                if (starts_emoji(text.substr(i + 1))) out += word_joiner;
                break;
            default: out += c;
        }
    }
    return out;
}

std::string for_plain_text(std::string_view text, std::size_t limit) { return cut_middle(clean(text), limit); }

std::string for_mrkdwn(std::string_view text, std::size_t limit) { return escaped_within(text, limit, escape_mrkdwn); }

std::string for_message_text(std::string_view text, std::size_t limit) {
    return escaped_within(text, limit, escape_entities);
}

bool is_slack_id(std::string_view id) {
    return id.size() >= 2 && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
                      c == '_';
           });
}

}  // namespace privman::slack
