#include "domain/same_person.hpp"

#include "domain/latin_letters.hpp"

#include <algorithm>
#include <string_view>

namespace privman {

namespace {

/// Every order of more words than these would be too many.
constexpr std::size_t most_ordered = 5;

std::string plain(std::string_view word) { return without_digraphs(word); }

std::string joined(const NameWords& words) {
    std::string all;
    for (const auto& word : words) all += word;
    return plain(all);
}

NameWords full_words(const NameWords& words) {
    NameWords full;
    for (const auto& word : words)
        if (!is_initial(word)) full.push_back(plain(word));
    std::ranges::sort(full);
    const auto doubles = std::ranges::unique(full);
    full.erase(doubles.begin(), doubles.end());
    return full;
}

bool is_full_name(const NameReading& name) { return name.full.size() >= 2; }

/// Cheap, and needed by everything that compares word by word.
bool share_a_word(const NameReading& a, const NameReading& b) {
    for (const auto& word : a.full)
        for (const auto& other : b.full)
            if (word == other) return true;
    return false;
}

/// Words lose a letter at most where they meet.
bool may_be_together(const std::string& one, const NameReading& many) {
    return one.size() + many.words.size() >= many.together.size() &&
           one.size() <= many.together.size() + many.words.size();
}

bool written_together(const std::string& one, const NameReading& many) {
    if (many.together == one) return true;
    if (!may_be_together(one, many)) return false;
    auto words = many.words;
    if (words.size() > most_ordered) std::erase_if(words, is_initial);
    if (words.size() > most_ordered) return false;
    std::ranges::sort(words);
    do {
        if (joined(words) == one) return true;
    } while (std::ranges::next_permutation(words).found);
    return false;
}

/// `Picard, Jeanluc` and `Jean-Luc Picard`.
bool turned_around(const NameReading& a, const NameReading& b) {
    if (a.together == b.together) return true;
    if (!may_be_together(a.together, b)) return false;
    auto words = b.words;
    for (std::size_t i = 1; i < words.size(); ++i) {
        std::ranges::rotate(words, words.begin() + 1);
        if (joined(words) == a.together) return true;
    }
    return false;
}

/// Beyond reasonable doubt.
bool same_name(const NameReading& a, const NameReading& b) {
    if (a.words.size() == 1 && b.words.size() == 1) return a.together == b.together;
    if (a.words.size() == 1) return written_together(a.together, b);
    if (b.words.size() == 1) return written_together(b.together, a);
    const bool full = is_full_name(a) && is_full_name(b) && share_a_word(a, b);
    if (full && (std::ranges::includes(a.full, b.full) || std::ranges::includes(b.full, a.full))) return true;
    return turned_around(a, b);
}

bool may_stand_for(std::string_view a, std::string_view b) {
    return (is_initial(a) && b.starts_with(a)) || (is_initial(b) && a.starts_with(b));
}

/// `J. Doe` and `John Doe`: every word of the shorter one is a word of the longer one or its initial, one of them a
/// whole one.
bool same_by_initials(const NameReading& a, const NameReading& b) {
    if (a.words.size() < 2 || b.words.size() < 2 || !share_a_word(a, b)) return false;
    const auto& shorter = a.words.size() <= b.words.size() ? a.words : b.words;
    auto longer = a.words.size() <= b.words.size() ? b.words : a.words;
    bool whole = false;
    for (const auto& word : shorter) {
        auto found = std::ranges::find_if(longer, [&](const auto& other) { return plain(other) == plain(word); });
        if (found != longer.end())
            whole = whole || !is_initial(word);
        else
            found = std::ranges::find_if(longer, [&](const auto& other) { return may_stand_for(word, other); });
        if (found == longer.end()) return false;
        longer.erase(found);
    }
    return whole;
}

/// `jdoe` or `jmdoe`.
bool has_initials_before(std::string_view account, std::string_view surname, std::string_view given) {
    return account.size() > surname.size() && account.size() <= surname.size() + 2 && account.ends_with(surname) &&
           given.starts_with(account.front());
}

/// `doej`.
bool has_initial_behind(std::string_view account, std::string_view surname, std::string_view given) {
    return account.size() == surname.size() + 1 && account.starts_with(surname) && given.starts_with(account.back());
}

/// For John Doe: the surname, and the first letter of what stands before it. Without a comma nobody knows which word is
/// the surname; two letters as a surname would end half of all accounts.
bool is_short_for(const std::string& account, const NameWords& name) {
    if (name.size() < 2) return false;
    for (const bool exact : {true, false}) {
        const auto form = [exact](const std::string& text) { return exact ? text : plain(text); };
        const auto text = form(account);
        const auto first = form(name.front());
        const auto last = form(name.back());
        if (name.back().size() > 2 && (has_initials_before(text, last, first) || has_initial_behind(text, last, first)))
            return true;
        if (name.front().size() > 2 && has_initials_before(text, first, form(name[1]))) return true;
    }
    return false;
}

std::string without_number(const std::string& word) {
    const auto end = word.find_last_not_of("0123456789");
    return end == std::string::npos ? word : word.substr(0, end + 1);
}

/// Only by a letter, or without a number.
bool may_be_account_of(const NameReading& account, const NameReading& name) {
    if (same_by_initials(account, name)) return true;
    if (account.words.size() != 1) return false;
    const auto& word = account.words[0];
    const auto bare = without_number(word);
    if (name.words.size() == 1) return plain(bare) == name.together;
    return is_short_for(bare, name.words) || (bare != word && written_together(plain(bare), name));
}

/// One of their own full names says what the initials in `name` stand for.
bool is_spelled_out(const NameReading& name, const std::vector<NameReading>& own) {
    return std::ranges::any_of(own,
                               [&](const auto& other) { return is_full_name(other) && same_by_initials(name, other); });
}

template <class Same>
bool any_pair(const std::vector<NameReading>& a, const std::vector<NameReading>& b, Same same) {
    for (const auto& left : a)
        for (const auto& right : b)
            if (same(left, right)) return true;
    return false;
}

void read(std::vector<NameReading>& readings, std::string_view name, NameKind kind, const Fold& fold) {
    for (auto& words : name_readings(name, kind, fold))
        if (std::ranges::find(readings, words, &NameReading::words) == readings.end())
            readings.emplace_back(std::move(words));
}

}  // namespace

NameReading::NameReading(NameWords read) : words{std::move(read)}, full{full_words(words)}, together{joined(words)} {}

KnownNames::KnownNames(std::span<const std::string> names, const Fold& fold) {
    for (const auto& name : names) read(readings_, name, NameKind::chosen, fold);
}

RequesterNames::RequesterNames(const ElevationRequest& request, const Fold& fold) {
    read(account_, request.user, NameKind::account, fold);
    read(full_name_, request.user_full_name, NameKind::full_name, fold);
}

bool same_person(const KnownNames& names, const RequesterNames& requester) {
    const auto& known = names.readings();
    const auto& account = requester.account();
    const auto& full_name = requester.full_name();
    if (any_pair(account, known, same_name) || any_pair(full_name, known, same_name)) return true;

    // From here on a letter stands for a word. What it stands for is said by a full name, where there is one.
    const auto by_initials = [&](const NameReading& full, const NameReading& name) {
        if (!same_by_initials(full, name)) return false;
        return is_full_name(name) ? !is_spelled_out(full, full_name) : !is_spelled_out(name, known);
    };
    if (any_pair(full_name, known, by_initials)) return true;
    const bool they_have_one = std::ranges::any_of(known, is_full_name);
    if (!they_have_one && any_pair(known, full_name, may_be_account_of)) return true;
    if (they_have_one && std::ranges::any_of(full_name, is_full_name)) return false;
    return any_pair(account, known, may_be_account_of);
}

}  // namespace privman
