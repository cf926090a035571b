#include "slack/blank_run.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <vector>

namespace privman::slack {

namespace {

/// More pieces than this are summed up, and more kinds than these are not listed.
constexpr std::size_t most_pieces = 4;
constexpr std::size_t most_kinds = 4;

constexpr char32_t line_end = '\n';
constexpr std::string_view blanks = " blanks";
constexpr std::string_view one_blank = "<1 blank>";
constexpr std::string_view line_ends = " line ends";
constexpr std::string_view hidden = " hidden";
constexpr std::string_view times = " ×";

struct Piece {
    char32_t c;
    std::size_t count;
};

bool is_line_end(char32_t c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0x0B || c == 0x0C;
}

std::vector<Piece> pieces_of(std::u32string_view run) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run[i] == '\r' && i + 1 < run.size() && run[i + 1] == '\n') ++i;
        const auto c = is_line_end(run[i]) ? line_end : run[i];
        if (!pieces.empty() && pieces.back().c == c)
            ++pieces.back().count;
        else
            pieces.push_back({c, 1});
    }
    return pieces;
}

std::string code_of(char32_t c) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
    return text;
}

void append_piece(std::string& out, Piece piece, Place place) {
    if (piece.c == ' ') {
        if (piece.count > 1)
            out.append("<").append(std::to_string(piece.count)).append(blanks).append(">");
        else if (place == Place::at_an_end)
            out += one_blank;
        else if (!out.ends_with(' '))  // a line end brings its own
            out += ' ';
    } else if (piece.c == line_end) {
        if (piece.count > 2) {
            out.append("<").append(std::to_string(piece.count)).append(line_ends).append(">");
            return;
        }
        if (!out.ends_with(' ')) out += ' ';
        for (std::size_t i = 0; i < piece.count; ++i) out += "⏎ ";
    } else if (piece.count > 1) {
        out.append("<").append(code_of(piece.c)).append(times).append(std::to_string(piece.count)).append(">");
    } else if (piece.c < 0x20) {
        append_char(out, 0x2400 + piece.c);
    } else if (piece.c == 0x7F) {
        append_char(out, 0x2421);
    } else {
        append_name(out, piece.c);
    }
}

/// `<1500 hidden: U+0020, U+00A0, …>`, the kinds in the order in which they come.
void append_sum(std::string& out, const std::vector<Piece>& pieces) {
    std::size_t all = 0;
    std::vector<char32_t> kinds;
    for (const auto& piece : pieces) {
        all += piece.count;
        if (kinds.size() <= most_kinds && std::ranges::find(kinds, piece.c) == kinds.end()) kinds.push_back(piece.c);
    }
    out.append("<").append(std::to_string(all)).append(hidden);
    for (std::size_t i = 0; i < kinds.size(); ++i)
        out.append(i == 0 ? ": " : ", ").append(i < most_kinds ? code_of(kinds[i]) : "…");
    out += '>';
}

/// Takes `word` from the front of `text`.
bool takes(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

std::optional<std::size_t> take_number(std::string_view& text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 7), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take_code(std::string_view& text) {
    if (!takes(text, "U+")) return false;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 6 &&
           ((text[digits] >= '0' && text[digits] <= '9') || (text[digits] >= 'A' && text[digits] <= 'F')))
        ++digits;
    text.remove_prefix(digits);
    return digits >= 4;
}

/// What stands between the brackets; how many characters it stands for.
std::optional<std::size_t> take_content(std::string_view& text) {
    if (take_code(text)) return takes(text, times) ? take_number(text) : std::size_t{1};
    const auto count = take_number(text);
    if (!count) return std::nullopt;
    if (takes(text, blanks) || takes(text, " blank") || takes(text, line_ends)) return count;
    if (!takes(text, hidden)) return std::nullopt;
    for (auto separator = std::string_view{": "}; takes(text, separator); separator = ", ")
        if (!takes(text, "…") && !take_code(text)) return std::nullopt;
    return count;
}

}  // namespace

void append_name(std::string& out, char32_t c) { out.append("<").append(code_of(c)).append(">"); }

void append_run(std::string& out, std::u32string_view run, Place place) {
    const auto pieces = pieces_of(run);
    if (pieces.size() > most_pieces) return append_sum(out, pieces);
    for (const auto& piece : pieces) append_piece(out, piece, place);
}

std::optional<SpelledRun> spelled_run(std::string_view text) {
    auto rest = text;
    if (!takes(rest, "<")) return std::nullopt;
    const auto count = take_content(rest);
    if (!count || !takes(rest, ">")) return std::nullopt;
    return SpelledRun{text.size() - rest.size(), *count};
}

std::string briefly(SpelledRun run) { return "<" + std::to_string(run.count) + std::string{hidden} + ">"; }

}  // namespace privman::slack
