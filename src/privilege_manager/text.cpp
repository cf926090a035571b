#include "privilege_manager/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace privman::pm {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr std::string_view cut_mark = " \xe2\x80\xa6 (cut)";

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Length of the well-formed sequence at the front (RFC 3629: no overlong forms, no surrogates), or 0.
std::size_t sequence_length(std::string_view s) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(i < s.size() ? s[i] : 0); };
    const auto tail = [&](std::size_t i, std::uint8_t least = 0x80, std::uint8_t most = 0xBF) {
        return byte(i) >= least && byte(i) <= most;
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first == 0xE0) return tail(1, 0xA0) && tail(2) ? 3 : 0;
    if (first == 0xED) return tail(1, 0x80, 0x9F) && tail(2) ? 3 : 0;
    if (first >= 0xE1 && first <= 0xEF) return tail(1) && tail(2) ? 3 : 0;
    if (first == 0xF0) return tail(1, 0x90) && tail(2) && tail(3) ? 4 : 0;
    if (first >= 0xF1 && first <= 0xF3) return tail(1) && tail(2) && tail(3) ? 4 : 0;
    if (first == 0xF4) return tail(1, 0x80, 0x8F) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

/// How many bytes at the front are surely ASCII; eight at a time, since most of what arrives is nothing else.
std::size_t ascii_at_front(std::string_view s) {
    constexpr std::uint64_t high_bits = 0x8080808080808080u;
    std::size_t size = 0;
    for (std::uint64_t eight = 0; size + sizeof eight <= s.size(); size += sizeof eight) {
        std::memcpy(&eight, s.data() + size, sizeof eight);
        if ((eight & high_bits) != 0) break;
    }
    return size;
}

/// The pieces that `bytes` become when what is no UTF-8 is replaced.
template <class Take>
void each_valid_piece(std::string_view bytes, Take take) {
    bool broken = false;
    while (!bytes.empty()) {
        auto length = ascii_at_front(bytes);
        if (length == 0) length = sequence_length(bytes);
        if (length > 0) {
            take(bytes.substr(0, length));
        } else if (!broken || (static_cast<std::uint8_t>(bytes[0]) & 0xC0) != 0x80) {
            take(replacement);
        }
        // Continuation bytes after a broken start belong to it: one mark for the sequence.
        broken = length == 0;
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

/// In the middle of a character.
bool continues_at(std::string_view text, std::size_t at) {
    return (static_cast<std::uint8_t>(text[at]) & 0xC0) == 0x80;
}

}  // namespace

std::string valid_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    each_valid_piece(bytes, [&](std::string_view piece) { out += piece; });
    return out;
}

bool is_valid_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        bytes.remove_prefix(ascii_at_front(bytes));
        if (bytes.empty()) break;
        const auto length = sequence_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::size_t valid_utf8_size(std::string_view bytes) {
    std::size_t size = 0;
    each_valid_piece(bytes, [&](std::string_view piece) { size += piece.size(); });
    return size;
}

std::string capped(std::string text, std::size_t limit) {
    if (text.size() <= limit) return text;
    auto end = limit > cut_mark.size() ? limit - cut_mark.size() : 0;
    while (end > 0 && continues_at(text, end)) --end;
    text.resize(end);
    return text.append(cut_mark);
}

std::string capped_within(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string{text};
    const auto mark = [](std::size_t bytes) {
        return " \xe2\x80\xa6 (" + std::to_string(bytes) + " bytes cut) \xe2\x80\xa6 ";
    };
    const auto room = limit - mark(text.size()).size();
    auto head = room - room / 2;
    while (head > 0 && continues_at(text, head)) --head;
    auto tail = text.size() - room / 2;
    while (tail < text.size() && continues_at(text, tail)) ++tail;
    return std::string{text.substr(0, head)}.append(mark(tail - head)).append(text.substr(tail));
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool has_control_characters(std::string_view text) {
    // C1 controls are two bytes in UTF-8: C2 80 to C2 9F.
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<std::uint8_t>(text[i]);
        if (c < 0x20 || c == 0x7F) return true;
        if (c == 0xC2 && i + 1 < text.size() && static_cast<std::uint8_t>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

std::string one_line(std::string_view text, std::size_t limit) {
    auto out = valid_utf8(text.substr(0, 4 * limit));
    std::ranges::replace_if(out, [](char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == '\x7f'; }, ' ');
    return capped(std::string{trimmed(out)}, limit);
}

bool fits_somewhere(std::string_view pattern, std::string_view text) {
    const auto wanted = lower_case(pattern);
    const auto searched = lower_case(text);
    std::size_t at = 0;
    for (std::string_view rest = wanted; !rest.empty();) {
        const auto star = rest.find('*');
        const auto part = rest.substr(0, star);
        const auto found = searched.find(part, at);
        if (found == std::string::npos) return false;
        at = found + part.size();
        if (star == std::string_view::npos) break;
        rest.remove_prefix(star + 1);
    }
    return true;
}

}  // namespace privman::pm
