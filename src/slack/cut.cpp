#include "slack/cut.hpp"

#include "slack/blank_run.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

namespace privman::slack {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += continues(c) ? 0 : 1;
    return count;
}

/// Calls `other` for what stands between spelled pieces and `spelled` for each of these, in order.
void for_each_part(std::string_view text, auto&& other, auto&& spelled) {
    std::size_t from = 0;
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
        const auto run = spelled_run(text.substr(at));
        if (!run) {
            ++at;
            continue;
        }
        other(text.substr(from, at - from));
        spelled(text.substr(at, run->bytes), *run);
        at += run->bytes;
        from = at;
    }
    other(text.substr(from));
}

/// The same text with every long piece that spells blanks said briefly.
std::string said_briefly(std::string_view text) {
    std::string out;
    for_each_part(
        text, [&](std::string_view other) { out += other; },
        [&](std::string_view piece, SpelledRun run) {
            const auto brief = run.count > 1 ? briefly(run) : std::string{piece};
            out += brief.size() < length_of(piece) ? std::string_view{brief} : piece;
        });
    return out;
}

/// How many characters of somebody's `text` stands for.
std::size_t characters_in(std::string_view text) {
    std::size_t count = 0;
    for_each_part(
        text, [&](std::string_view other) { count += code_points(other); },
        [&](std::string_view, SpelledRun run) { count += run.count; });
    return count;
}

struct Piece {
    std::size_t begin;
    std::size_t end;
};
/// The spelled piece in whose inside `at` lies.
std::optional<Piece> piece_around(std::string_view text, std::size_t at) {
    const auto begin = text.rfind('<', at == 0 ? 0 : at - 1);
    if (begin == std::string_view::npos || begin >= at) return std::nullopt;
    const auto run = spelled_run(text.substr(begin));
    if (!run || begin + run->bytes <= at) return std::nullopt;
    return Piece{begin, begin + run->bytes};
}

std::size_t units(std::string_view character) { return character.size() == 4 ? 2 : 1; }

/// The longest start of `text` with at most `limit` units, in bytes.
std::size_t head_bytes(std::string_view text, std::size_t limit) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        auto end = at + 1;
        while (end < text.size() && continues(text[end])) ++end;
        used += units(text.substr(at, end - at));
        if (used > limit) break;
        at = end;
    }
    const auto piece = piece_around(text, at);
    return piece ? piece->begin : at;
}

/// Where the longest end of `text` with at most `limit` units begins.
std::size_t tail_start(std::string_view text, std::size_t limit) {
    auto at = text.size();
    for (std::size_t used = 0; at > 0;) {
        auto begin = at - 1;
        while (begin > 0 && continues(text[begin])) --begin;
        used += units(text.substr(begin, at - begin));
        if (used > limit) break;
        at = begin;
    }
    const auto piece = piece_around(text, at);
    return piece ? piece->end : at;
}

constexpr std::size_t largest_count = 9'999'999;

std::string marker(std::size_t cut) {
    return " … " + std::to_string(std::min(cut, largest_count)) + " characters cut … ";
}

std::string without_the_middle(std::string_view text, std::size_t limit) {
    static const auto longest_marker = length_of(marker(largest_count));
    const auto room = limit - longest_marker;
    const auto head = head_bytes(text, room - room / 2);
    const auto tail = std::max(head, tail_start(text, room / 2));
    const auto said = marker(characters_in(text.substr(head, tail - head)));
    // One blank on either side: two in a row would look as if something were not spelled.
    auto between = std::string_view{said};
    if (text.substr(0, head).ends_with(' ')) between.remove_prefix(1);
    if (text.substr(tail).starts_with(' ')) between.remove_suffix(1);
    return std::string{text.substr(0, head)}.append(between).append(text.substr(tail));
}

/// Most texts are decided by their bytes: a UTF-16 unit takes one to three.
bool fits(std::string_view text, std::size_t limit) {
    return text.size() <= limit || (text.size() <= 3 * limit && length_of(text) <= limit);
}

}  // namespace

std::size_t length_of(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        length += byte >= 0xF0 ? 2 : byte < 0x80 || byte >= 0xC0 ? 1 : 0;
    }
    return length;
}

std::string cut_middle(std::string_view text, std::size_t limit) {
    assert(limit >= 40);
    if (fits(text, limit)) return std::string{text};
    const auto brief = said_briefly(text);
    return fits(brief, limit) ? brief : without_the_middle(brief, limit);
}

}  // namespace privman::slack
