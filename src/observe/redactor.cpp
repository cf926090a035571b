#include "observe/redactor.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace privman::observe {

namespace {

constexpr std::string_view blot = "***";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view text, std::string_view lower_case_word) {
    return text.size() >= lower_case_word.size() &&
           std::ranges::equal(text.substr(0, lower_case_word.size()), lower_case_word, {}, lower);
}

std::string json_escaped(const std::string& text) {
    const auto quoted = boost::json::serialize(boost::json::string_view{text});
    return quoted.substr(1, quoted.size() - 2);
}

std::string url_encoded(std::string_view text, bool upper_case, bool as_form) {
    std::string encoded;
    for (const char c : text) {
        if (is_letter_or_digit(c) || is_one_of(c, "-._~"))
            encoded += c;
        else if (as_form && c == ' ')
            encoded += '+';
        else
            encoded += upper_case ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                                  : fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    return encoded;
}

/// As a dump of bytes prints it.
std::string in_hex(std::string_view text, bool upper_case) {
    std::string digits;
    for (const char c : text)
        digits += upper_case ? fmt::format("{:02X}", static_cast<unsigned char>(c))
                             : fmt::format("{:02x}", static_cast<unsigned char>(c));
    return digits;
}

/// The base64 characters that `text` alone determines when it stands `offset` bytes behind a group of three.
std::string base64_core(std::string_view text, std::size_t offset, std::string_view last_two) {
    const auto character = [last_two](std::uint32_t six_bits) -> char {
        if (six_bits < 26) return static_cast<char>('A' + six_bits);
        if (six_bits < 52) return static_cast<char>('a' + (six_bits - 26));
        if (six_bits < 62) return static_cast<char>('0' + (six_bits - 52));
        return last_two[six_bits - 62];
    };
    const auto first_bit = offset * 8;
    const auto end_bit = first_bit + text.size() * 8;
    std::string core;
    // A character belongs to the core when all of its six bits come from the text.
    for (auto bit = (first_bit + 5) / 6 * 6; bit + 6 <= end_bit; bit += 6) {
        std::uint32_t six_bits = 0;
        for (auto b = bit - first_bit; b < bit - first_bit + 6; ++b)
            six_bits = six_bits << 1U | (static_cast<unsigned char>(text[b / 8]) >> (7 - b % 8) & 1U);
        core += character(six_bits);
    }
    return core;
}

bool in_token(char c) { return is_letter_or_digit(c) || is_one_of(c, "-_."); }
bool in_query_value(char c) { return !is_one_of(c, "&;,\"'\\<>(){}[]") && static_cast<unsigned char>(c) > ' '; }
bool in_header_token(char c) { return is_letter_or_digit(c) || is_one_of(c, "-._~+/=:|"); }

/// How much of the front stays readable, and which characters behind it are the secret.
struct Pattern {
    std::size_t keep;
    bool (*secret)(char);
};

std::optional<Pattern> pattern_at(std::string_view text, char before) {
    if (!is_one_of(lower(text.front()), "xthb")) return std::nullopt;
    const bool at_word = !is_letter_or_digit(before);
    if (at_word && begins_with(text, "xox") && text.size() > 4 && is_letter_or_digit(text[3]) &&
        is_one_of(text[4], "-."))
        return Pattern{5, in_token};
    if (at_word && begins_with(text, "xapp-")) return Pattern{5, in_token};
    if (begins_with(text, "ticket=")) return Pattern{7, in_query_value};
    if (begins_with(text, "ticket%3d")) return Pattern{9, in_query_value};
    if (begins_with(text, "hooks.slack.com/")) return Pattern{16, in_query_value};
    if (begins_with(text, "hooks.slack.com%2f")) return Pattern{18, in_query_value};
    if (at_word && begins_with(text, "bearer ")) return Pattern{7, in_header_token};
    return std::nullopt;
}

/// "It is sent as a bearer token." tells no secret.
bool is_the_word_token(std::string_view text) { return text == "token" || text == "token." || text == "token:"; }

/// Which bytes of a text must not be shown. Looked for in the text as it is: what one rule takes away must not hide
/// from another what is left. Whoever covers comes from front to back, and no byte is covered twice by one of them.
class Blots {
public:
    explicit Blots(std::size_t size) : covered_(size) {}

    [[nodiscard]] bool operator[](std::size_t at) const { return covered_[at]; }
    /// `until`: where the same one has covered before.
    void cover(std::size_t begin, std::size_t end, std::size_t& until) {
        for (auto at = std::max(begin, until); at < end; ++at) covered_[at] = true;
        until = std::max(until, end);
    }

private:
    std::vector<bool> covered_;
};

/// Where a run of the characters that make up a secret ends. Beginnings of secrets can stand in one long run, each of
/// them hidden up to its end: it is looked for once.
struct Run {
    bool (*secret)(char);
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t end_from(std::size_t at, std::string_view text) {
        if (at >= begin && at < end) return end;
        begin = end = at;
        while (end < text.size() && secret(text[end])) ++end;
        return end;
    }
};

void cover_patterns(std::string_view text, Blots& blots) {
    std::array runs{Run{in_token}, Run{in_query_value}, Run{in_header_token}};
    std::size_t until = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto found = pattern_at(text.substr(at), at == 0 ? ' ' : text[at - 1]);
        if (!found) continue;
        const auto begin = at + found->keep;
        const auto end = std::ranges::find(runs, found->secret, &Run::secret)->end_from(begin, text);
        if (!is_the_word_token(text.substr(begin, end - begin))) blots.cover(begin, end, until);
    }
}

void add_spellings(const std::string& secret, std::vector<std::string>& into) {
    // Shorter fragments of base64 occur by chance.
    constexpr std::size_t shortest_fragment = 6;
    for (const bool upper_case : {true, false}) {
        for (const bool as_form : {true, false}) into.push_back(url_encoded(secret, upper_case, as_form));
        into.push_back(in_hex(secret, upper_case));
    }
    for (const std::size_t offset : {0, 1, 2})
        for (const std::string_view alphabet : {"+/", "-_"})
            if (auto core = base64_core(secret, offset, alphabet); core.size() >= shortest_fragment)
                into.push_back(std::move(core));
    into.push_back(json_escaped(secret));
    into.push_back(secret);
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

std::uint32_t head_of(std::string_view text) {
    std::uint32_t head = 0;
    std::memcpy(&head, text.data(), sizeof head);
    return head;
}

std::size_t place_of(std::uint32_t head) { return head * 2'654'435'761U >> 16U; }

}  // namespace

void Redactor::forget(std::string secret) {
    if (secret.size() < shortest_secret || contains(lasting_, secret)) return;
    lasting_.push_back(std::move(secret));
    spell_out();
}

void Redactor::forget_passing(std::string secret) {
    if (secret.size() < shortest_secret || contains(lasting_, secret) || contains(passing_, secret)) return;
    if (passing_.size() == most_passing) passing_.erase(passing_.begin());
    passing_.push_back(std::move(secret));
    spell_out();
}

void Redactor::spell_out() {
    spellings_.clear();
    for (const auto* secrets : {&lasting_, &passing_})
        for (const auto& secret : *secrets) add_spellings(secret, spellings_);
    std::ranges::sort(spellings_,
                      [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
    const auto repeated = std::ranges::unique(spellings_);
    spellings_.erase(repeated.begin(), repeated.end());
    heads_.reset();
    by_head_.clear();
    for (std::size_t n = 0; n < spellings_.size(); ++n) {
        heads_.set(place_of(head_of(spellings_[n])));
        by_head_[head_of(spellings_[n])].push_back(n);
    }
}

/// In one pass, however many secrets there are: hardly any four characters begin one.
const std::string* Redactor::spelling_at(std::string_view text) const {
    const auto head = head_of(text);
    if (!heads_.test(place_of(head))) return nullptr;
    const auto candidates = by_head_.find(head);
    if (candidates == by_head_.end()) return nullptr;
    for (const auto n : candidates->second)
        if (text.starts_with(spellings_[n])) return &spellings_[n];
    return nullptr;
}

std::string Redactor::clean(std::string_view text) const {
    Blots blots(text.size());
    std::size_t until = 0;
    for (std::size_t at = 0; at + shortest_secret <= text.size(); ++at)
        if (const auto* spelling = spelling_at(text.substr(at))) blots.cover(at, at + spelling->size(), until);
    cover_patterns(text, blots);
    std::string cleaned;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!blots[at])
            cleaned += text[at];
        else if (at == 0 || !blots[at - 1])
            cleaned += blot;
    }
    return cleaned;
}

}  // namespace privman::observe
