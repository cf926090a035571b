#include "domain/spelling.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace privman {

namespace {

using Range = std::pair<char32_t, char32_t>;

template <std::size_t n>
bool in_one_of(const std::array<Range, n>& ranges, char32_t c) {
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.second; });
}

/// What folding takes off a letter as a character of its own: accents, vowel signs of Hangul syllables.
bool is_accent(char32_t c) {
    static constexpr std::array<Range, 13> accents{{{0x0300, 0x036F},
                                                    {0x0483, 0x0489},
                                                    {0x0591, 0x05BD},
                                                    {0x0610, 0x061A},
                                                    {0x064B, 0x065F},
                                                    {0x093C, 0x094D},
                                                    {0x0E31, 0x0E4E},
                                                    {0x1160, 0x11FF},
                                                    {0x1AB0, 0x1AFF},
                                                    {0x1DC0, 0x1DFF},
                                                    {0x20D0, 0x20FF},
                                                    {0x3099, 0x309A},
                                                    {0xFE20, 0xFE2F}}};
    return in_one_of(accents, c);
}

bool repeats(char32_t mark) { return mark == any_text || mark == any_in_name; }

/// Places in the rule up to which it may have been read; mostly one or two.
class Places {
public:
    Places(const Spelling& rule, char32_t separator)
        : rule_{rule}, separator_{separator}, reached_in_(rule.size() + 1, 0) {
        add(0);
    }

    void read(char32_t c) {
        before_.swap(here_);
        here_.clear();
        ++step_;
        for (const auto at : before_) {
            if (c == any_text || c == any_in_name)
                read_any(at, c == any_in_name);
            else
                read_one(at, c);
        }
    }

    [[nodiscard]] bool lost() const { return here_.empty(); }
    [[nodiscard]] bool at_the_end() const { return reached_in_.back() == step_; }

private:
    /// False: it was reached in this step already, and whatever can be reached from it.
    bool put(std::size_t at) {
        if (reached_in_[at] == step_) return false;
        reached_in_[at] = step_;
        here_.push_back(at);
        return true;
    }

    /// Whatever may stand for nothing is passed at once.
    void add(std::size_t at) {
        while (put(at) && at < rule_.size() && repeats(rule_[at])) ++at;
    }

    /// Whether this place of the rule takes `c`, a character or a mark that stands for one.
    [[nodiscard]] bool takes(char32_t wanted, char32_t c) const {
        if (wanted == any_text || wanted == any_one) return true;
        if (c == any_one) return true;
        if (wanted == any_in_name || wanted == one_in_name) return c != separator_;
        return c == one_in_name ? wanted != separator_ : wanted == c;
    }

    void read_one(std::size_t at, char32_t c) {
        if (at > 0 && rule_[at - 1] == any_one && is_accent(c)) add(at);
        if (at == rule_.size() || !takes(rule_[at], c)) return;
        add(repeats(rule_[at]) ? at : at + 1);
    }

    /// All that can be reached without, or with, a separator.
    void read_any(std::size_t at, bool within_a_name) {
        while (put(at) && at < rule_.size() && !(within_a_name && rule_[at] == separator_)) ++at;
    }

    const Spelling& rule_;
    char32_t separator_;
    std::size_t step_ = 1;
    std::vector<std::size_t> reached_in_;  ///< the step in which each place was reached last
    std::vector<std::size_t> here_{};
    std::vector<std::size_t> before_{};
};

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool can_be_equal(const Spelling& rule, const Spelling& text, char32_t separator) {
    Places places{rule, separator};
    for (const auto c : text) {
        places.read(c);
        if (places.lost()) return false;
    }
    return places.at_the_end();
}

Spelling spelled(std::string_view text) {
    Spelling out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        text.remove_prefix(length);
        out += point;
    }
    return out;
}

Spelling spelled_glob(std::string_view glob) {
    auto out = spelled(glob);
    for (auto& c : out) {
        if (c == '*') c = any_text;
        if (c == '?') c = any_one;
    }
    return out;
}

std::string folded_text(std::string_view text, const Fold& fold) {
    if (!is_ascii(text)) return fold(text);
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

Spelling folded(const Spelling& text, const Fold& fold) {
    Spelling out;
    std::string run;
    const auto close = [&] {
        out += spelled(folded_text(run, fold));
        run.clear();
    };
    for (const auto c : text) {
        if (!is_mark(c)) {
            append_char(run, c);
            continue;
        }
        close();
        out += c;
    }
    close();
    return out;
}

std::string letters_of(const Spelling& text) {
    std::string out;
    for (const auto c : text)
        if (!is_mark(c)) append_char(out, c);
    return out;
}

bool is_blank(char32_t c) {
    static constexpr std::array<Range, 15> blanks{{{0x09, 0x0D},
                                                   {0x20, 0x20},
                                                   {0x85, 0x85},
                                                   {0xA0, 0xA0},
                                                   {0xAD, 0xAD},
                                                   {0x115F, 0x1160},
                                                   {0x1680, 0x1680},
                                                   {0x180E, 0x180E},
                                                   {0x2000, 0x200F},
                                                   {0x2028, 0x202F},
                                                   {0x205F, 0x206F},
                                                   {0x2800, 0x2800},
                                                   {0x3000, 0x3000},
                                                   {0x3164, 0x3164},
                                                   {0xFEFF, 0xFEFF}}};
    return in_one_of(blanks, c);
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Spelling trimmed(const Spelling& text) {
    const auto first = std::ranges::find_if_not(text, is_blank);
    const auto last = std::find_if_not(text.rbegin(), text.rend(), is_blank).base();
    return first < last ? Spelling{first, last} : Spelling{};
}

std::vector<Spelling> split(const Spelling& text, std::u32string_view separators) {
    std::vector<Spelling> pieces{{}};
    for (const auto c : text) {
        if (separators.contains(c))
            pieces.emplace_back();
        else
            pieces.back() += c;
    }
    return pieces;
}

bool has_mark(const Spelling& text) { return std::ranges::any_of(text, is_mark); }

}  // namespace privman
