#include "slack/clean.hpp"

#include "domain/utf8.hpp"
#include "slack/blank_run.hpp"
#include "slack/foreign_letters.hpp"
#include "unicode/character.hpp"
#include "unicode/script.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace privman::slack {

namespace {

using unicode::Look;

constexpr char32_t replacement = 0xFFFD;
/// More marks on one letter are no way of writing, they are a way of hiding the line above.
constexpr std::size_t marks_on_a_letter = 3;

using Characters = std::vector<unicode::Character>;

Characters decoded(std::string_view text) {
    Characters characters;
    characters.reserve(text.size());
    while (!text.empty()) {
        auto [point, length] = front_char(text);
        // A byte that is no UTF-8 stands for itself as half of a surrogate pair.
        if (point >= 0xD800 && point <= 0xDFFF) point = replacement;
        // What fills a text is mostly one character over and over.
        if (!characters.empty() && characters.back().point == point)
            characters.push_back(characters.back());
        else
            characters.push_back(unicode::character(point));
        text.remove_prefix(length);
    }
    return characters;
}

/// Which characters are to be spelled as something that is not seen. A mark is not among them where its script is
/// written so, behind a letter of that script.
std::vector<bool> unseen_in(const Characters& characters) {
    std::vector<bool> unseen;
    unseen.reserve(characters.size());
    std::string_view letter;  // the script of the letter that a mark would stand on
    std::size_t marks = 0;
    for (const auto& c : characters) {
        if (c.look == Look::mark) {
            const bool belongs = !c.script.empty() && c.script == letter && unicode::writes_with_marks(letter);
            unseen.push_back(!belongs || ++marks > marks_on_a_letter);
        } else {
            letter = c.script;
            marks = 0;
            unseen.push_back(c.look == Look::unseen);
        }
    }
    return unseen;
}

std::string made_visible(const Characters& characters, Place ends) {
    const auto unseen = unseen_in(characters);
    const auto foreign = foreign_letters(characters);
    auto next = foreign.begin();
    std::string out;
    out.reserve(characters.size() + 64);
    std::u32string run;
    for (std::size_t i = 0; i < characters.size();) {
        if (unseen[i]) {
            const auto begin = i;
            for (run.clear(); i < characters.size() && unseen[i]; ++i) run += characters[i].point;
            append_run(out, run, begin == 0 || i == characters.size() ? ends : Place::within);
        } else if (characters[i].look == Look::borrowed) {
            append_name(out, characters[i++].point);
        } else {
            append_char(out, characters[i++].point);
        }
        for (; next != foreign.end() && next->end <= i; ++next) out.append("<").append(next->script).append(">");
    }
    return out;
}

/// Nearly everything is: printable ASCII without two blanks in a row.
bool is_plain(std::string_view text) {
    return text.find("  ") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
}

}  // namespace

std::string clean(std::string_view text) {
    return is_plain(text) ? std::string{text} : made_visible(decoded(text), Place::within);
}

std::string clean_value(std::string_view text) {
    if (is_plain(text) && !text.starts_with(' ') && !text.ends_with(' ')) return std::string{text};
    return made_visible(decoded(text), Place::at_an_end);
}

}  // namespace privman::slack
