#include "domain/typed_text.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace privman {

namespace {

constexpr std::size_t longest_word = 64;

bool between(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

bool is_space(char32_t p) {
    return p == ' ' || between(p, '\t', '\r') || p == 0x85 || p == 0xA0 || p == 0x1680 || between(p, 0x2000, 0x200A) ||
           p == 0x2028 || p == 0x2029 || p == 0x202F || p == 0x205F || p == 0x3000;
}

bool has_no_width(char32_t p) {
    return p == 0xAD || between(p, 0x200B, 0x200F) || between(p, 0x202A, 0x202E) || between(p, 0x2060, 0x206F) ||
           between(p, 0xFE00, 0xFE0F) || p == 0xFEFF;
}

char32_t plain(char32_t p) {
    if (between(p, 0xDC80, 0xDCFF)) return 0xFFFD;  // a broken byte: what is quoted back must be text
    if (between(p, 0x2010, 0x2015) || p == 0x2043 || p == 0x2212 || p == 0xFE58 || p == 0xFE63) return '-';
    if (between(p, 0x2018, 0x201B) || p == 0x2039 || p == 0x203A || p == 0x2032 || p == 0xB4) return '\'';
    if (between(p, 0x201C, 0x201F) || p == 0xAB || p == 0xBB || p == 0x2033) return '"';
    // The full-width forms of keyboards that write in squares.
    if (between(p, 0xFF01, 0xFF5E)) return p - 0xFEE0;
    return p;
}

}  // namespace

std::string plain_typing(std::string_view text) {
    std::string out;
    bool gap = false;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        text.remove_prefix(length);
        if (has_no_width(point)) continue;
        if (is_space(point)) {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out += ' ';
        gap = false;
        append_char(out, plain(point));
    }
    return out;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string{text};
    constexpr std::string_view ellipsis = "…";
    std::size_t kept = 0;
    while (true) {
        const auto next = kept + front_char(text.substr(kept)).length;
        if (next + ellipsis.size() > limit) break;
        kept = next;
    }
    return std::string{text.substr(0, kept)}.append(ellipsis);
}

std::size_t typing_distance(std::string_view a, std::string_view b) {
    // Row i holds the distances of the first i letters of a; a swap looks back two rows.
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string_view nearest(std::string_view typed, std::span<const std::string_view> known) {
    if (typed.size() > longest_word) return {};
    const auto wanted = lower(typed);
    std::string_view best;
    std::size_t best_distance = longest_word;
    for (const auto candidate : known) {
        const auto longer = std::max(typed.size(), candidate.size());
        // The difference in length alone may be too much, and is found faster.
        if ((longer - std::min(typed.size(), candidate.size())) * 3 > longer) continue;
        const auto distance = typing_distance(wanted, lower(candidate));
        if (distance >= best_distance || distance * 3 > longer) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

}  // namespace privman
