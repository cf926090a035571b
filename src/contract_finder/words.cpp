#include "contract_finder/words.hpp"

#include <algorithm>

namespace privman::contract_finder {

namespace {

constexpr std::size_t longest_text = 2'048;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a new word begins at `at`, which is not the first character.
bool begins_word(std::string_view text, std::size_t at) {
    if (!is_upper(text[at])) return false;
    if (!is_upper(text[at - 1])) return true;
    // The last capital of an acronym belongs to what follows: GUIDValue. A plural does not: IDs.
    const bool small_follows = at + 1 < text.size() && is_lower(text[at + 1]);
    return small_follows && !(text[at + 1] == 's' && (at + 2 == text.size() || !is_lower(text[at + 2])));
}

}  // namespace

Words words_of(std::string_view text) {
    text = text.substr(0, longest_text);
    Words words;
    bool inside = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (!is_upper(c) && !is_lower(c) && !is_digit(c)) {
            inside = false;
            continue;
        }
        if (!inside || begins_word(text, at)) words.emplace_back();
        inside = true;
        words.back() += is_upper(c) ? static_cast<char>(c + 32) : c;
    }
    return words;
}

bool has(const Words& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

bool has_any(const Words& words, std::initializer_list<std::string_view> wanted) {
    return std::ranges::any_of(wanted, [&](std::string_view word) { return has(words, word); });
}

bool has_stem(const Words& words, std::string_view stem) {
    return std::ranges::any_of(words, [&](const std::string& word) { return word.starts_with(stem); });
}

bool has_all(const Words& words, std::string_view phrase) {
    while (!phrase.empty()) {
        const auto end = phrase.find(' ');
        if (!has(words, phrase.substr(0, end))) return false;
        if (end == std::string_view::npos) break;
        phrase.remove_prefix(end + 1);
    }
    return true;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (is_upper(c)) c = static_cast<char>(c + 32);
    return out;
}

bool same_name(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

Meaning meaning_of_word(std::string_view word) {
    const auto said = lower(word);
    for (const auto* yes :
         {"approve", "approves", "approved", "accept", "accepts", "accepted", "grant", "grants", "granted", "allow",
          "allows", "allowed", "authorize", "authorized", "authorise", "authorised"})
        if (said == yes) return Meaning::approval;
    for (const auto* no :
         {"deny", "denies", "denied", "reject", "rejects", "rejected", "decline", "declines", "declined", "refuse",
          "refuses", "refused", "disapprove", "disapproves", "disapproved", "disallow", "disallowed"})
        if (said == no) return Meaning::denial;
    return Meaning::neither;
}

}  // namespace privman::contract_finder
