#include "domain/name_words.hpp"

#include "domain/latin_letters.hpp"
#include "domain/person_key.hpp"
#include "domain/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace privman {

namespace {

/// More than these are not names any more; what is cut off was read by the readings before.
constexpr std::size_t most_words = 24;
constexpr std::size_t most_prefixes = 8;

constexpr auto titles = std::to_array<std::string_view>(
    {"dipl", "dott", "dr",  "frau", "herr", "ii", "iii", "ing",  "jr",        "lic", "mag",
     "mba",  "mr",   "mrs", "ms",   "msc",  "mx", "phd", "prof", "professor", "sir", "sr"});

/// Words that mark a second account wherever they stand at its beginning or end.
constexpr auto second_account =
    std::to_array<std::string_view>({"adm",   "admin",     "admins",    "administrator", "administrators",
                                     "da",    "dadm",      "domadm",    "domainadmin",   "ea",
                                     "elev",  "elevated",  "ga",        "ladm",          "localadmin",
                                     "pam",   "paw",       "poweruser", "priv",          "privileged",
                                     "root",  "sa",        "sadm",      "secondary",     "su",
                                     "sudo",  "superuser", "svradm",    "sysadm",        "sysadmin",
                                     "t0",    "t1",        "t2",        "tier0",         "tier1",
                                     "tier2", "wa",        "wadm",      "wsadm"});

/// The same, but too short to be anything else than an initial in a person's own name.
constexpr auto short_marks = std::to_array<std::string_view>({"a", "d", "p", "s", "x"});

/// Long enough to be told from the name that they are written to without a mark in between.
constexpr auto glued = std::to_array<std::string_view>({"administrator", "admin", "adm"});

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

bool between(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

/// What is written within a word and does not divide it: apostrophes of all kinds, and what looks like one.
bool joins(char32_t point) {
    return point == '\'' || point == '`' || between(point, 0x2018, 0x201B) || between(point, 0x2032, 0x2036) ||
           between(point, 0x02B0, 0x02FF) || point == 0x05F3 || point == 0x55A;
}

bool is_word_letter(char32_t point) {
    if (point < 0x80) return between(point, '0', '9') || between(point, 'a', 'z') || between(point, 'A', 'Z');
    if (point < 0xC0 || point == 0xD7 || point == 0xF7) return false;
    // Spaces and punctuation, arrows, symbols, boxes, CJK punctuation, private use, emoji.
    return !(point == 0x1680 || between(point, 0x2000, 0x206F) || between(point, 0x20A0, 0x20CF) ||
             between(point, 0x2190, 0x2BFF) || between(point, 0x2E00, 0x2E7F) ||
             (between(point, 0x3000, 0x303F) && point != 0x3005) || point == 0x30FB || between(point, 0xE000, 0xF8FF) ||
             between(point, 0xFE10, 0xFE6F) || between(point, 0x1F000, 0x1FAFF) || point > 0xE0000);
}

bool is_dash(char32_t point) { return point == '-' || between(point, 0x2010, 0x2015) || point == 0x2212; }

bool is_opening(char32_t point) {
    return point == '(' || point == '[' || point == '{' || point == '<' || point == 0x2329 || point == 0x27E8 ||
           point == 0x3008 || point == 0x300A || point == 0x300C || point == 0x3010 || point == 0x3014;
}
bool is_closing(char32_t point) {
    return point == ')' || point == ']' || point == '}' || point == '>' || point == 0x232A || point == 0x27E9 ||
           point == 0x3009 || point == 0x300B || point == 0x300D || point == 0x3011 || point == 0x3015;
}

/// What usually stands between a name and what somebody is or does. A comma only when it is not the first one: what
/// stands before that may be a surname alone (`van Dijk, Hanna`).
bool begins_a_remark(char32_t point) {
    return point == '|' || point == '/' || point == ';' || point == ':' || point == '~' || point == '@' ||
           point == 0x00B7 || point == 0x2022 || point == 0x2044 || point == 0x2219 || point == 0x22C5 ||
           point == 0x2502 || point == 0x30FB;
}

NameWords words_in(std::string_view latin) {
    NameWords words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty() && words.size() < most_words) words.push_back(std::move(word));
        word.clear();
    };
    while (!latin.empty()) {
        const auto [point, length] = front_char(latin);
        if (joins(point)) {
            // Written within a word: neither a part of it nor its end.
        } else if (is_word_letter(point)) {
            word += latin.substr(0, length);
        } else {
            end_word();
        }
        latin.remove_prefix(length);
    }
    end_word();
    return words;
}

/// Brackets that are never closed hold everything that follows.
std::string without_brackets(std::string_view text) {
    std::string out;
    unsigned depth = 0;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        if (is_opening(point)) ++depth;
        if (depth == 0) out += text.substr(0, length);
        if (is_closing(point)) {
            out += ' ';
            depth -= depth > 0 ? 1 : 0;
        }
        text.remove_prefix(length);
    }
    return out;
}

/// `John Doe - IT | Berlin`: what stands before each mark that may begin a remark.
std::vector<std::string> before_remarks(std::string_view text) {
    std::vector<std::string> all;
    char32_t before = 0;
    unsigned commas = 0;
    for (std::size_t at = 0; at < text.size() && all.size() < most_prefixes;) {
        const auto [point, length] = front_char(text.substr(at));
        const auto after = at + length < text.size() ? front_char(text.substr(at + length)).point : U' ';
        const bool spaced = before == ' ' || after == ' ';
        const bool remark = begins_a_remark(point) || (is_dash(point) && spaced) || (point == ',' && ++commas > 1);
        if (remark) all.emplace_back(text.substr(0, at));
        before = point;
        at += length;
    }
    return all;
}

/// An account, or an address, in the place of a name.
bool looks_like_an_account(std::string_view folded) {
    return folded.find(' ') == std::string_view::npos && folded.find_first_of("\\@#") != std::string_view::npos;
}

NameWords without_titles(NameWords words) {
    auto left = words;
    std::erase_if(left, [](const auto& word) { return among(titles, word); });
    return left.size() < 2 ? words : left;
}

std::string_view without_digits(std::string_view word) {
    while (!word.empty() && word.back() >= '0' && word.back() <= '9') word.remove_suffix(1);
    while (!word.empty() && word.front() >= '0' && word.front() <= '9') word.remove_prefix(1);
    return word;
}

bool marks_a_second_account(std::string_view word, NameKind kind) {
    const auto plain = without_digits(word);
    return among(second_account, word) || among(second_account, plain) ||
           (kind == NameKind::account && (among(short_marks, plain) || plain.empty()));
}

/// The same without what marks a second account; nothing when nothing does, or when nothing else is left.
std::optional<NameWords> as_first_account(const NameWords& words, NameKind kind) {
    if (words.empty()) return std::nullopt;
    std::span left{words};
    while (left.size() > 1 && marks_a_second_account(left.back(), kind)) left = left.first(left.size() - 1);
    while (left.size() > 1 && marks_a_second_account(left.front(), kind)) left = left.subspan(1);
    NameWords out{left.begin(), left.end()};
    for (auto* end : {&out.front(), &out.back()}) {
        const auto plain = without_digits(*end);
        for (const auto mark : glued) {
            if (plain.size() < mark.size() + 2) continue;
            if (plain.ends_with(mark))
                *end = std::string{plain.substr(0, plain.size() - mark.size())};
            else if (plain.starts_with(mark))
                *end = std::string{plain.substr(mark.size())};
            else
                continue;
            break;
        }
    }
    if (kind == NameKind::account && out.size() > 1)
        if (const auto letters = out.back().find_last_not_of("0123456789"); letters != std::string::npos)
            out.back().erase(letters + 1);
    if (out == words) return std::nullopt;
    return out;
}

void add(std::vector<NameWords>& readings, NameWords words) {
    if (!words.empty() && std::ranges::find(readings, words) == readings.end()) readings.push_back(std::move(words));
}

void add_all(std::vector<NameWords>& readings, std::string_view folded, NameKind kind, bool whole) {
    const auto spelled = latin_readings(folded);
    for (const auto* latin : {&spelled.sound, &spelled.look}) {
        auto words = without_titles(words_in(*latin));
        // A single word before a remark is as likely a department as a name.
        if (!whole && words.size() < 2) continue;
        if (auto first = as_first_account(words, kind); first && (whole || first->size() > 1))
            add(readings, std::move(*first));
        add(readings, std::move(words));
    }
}

}  // namespace

std::vector<NameWords> name_readings(std::string_view text, NameKind kind, const Fold& fold) {
    auto folded = fold(text);
    if (kind == NameKind::account || looks_like_an_account(folded)) folded = user_part(folded);
    std::vector<NameWords> readings;
    const auto bare = without_brackets(folded);
    add_all(readings, bare, kind, true);
    if (kind != NameKind::full_name || readings.empty() || readings.back().size() < 2)
        add_all(readings, folded, kind, true);
    for (const std::string_view from : {std::string_view{folded}, std::string_view{bare}})
        for (const auto& prefix : before_remarks(from)) add_all(readings, prefix, kind, false);
    return readings;
}

bool is_initial(std::string_view word) { return word.size() == 1 && word[0] >= 'a' && word[0] <= 'z'; }

}  // namespace privman
