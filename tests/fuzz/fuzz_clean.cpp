// Any bytes as somebody's text on a card: nothing in it stays hidden, nothing that is seen is lost, everything fits.
#include "domain/utf8.hpp"
#include "slack/clean.hpp"
#include "slack/cut.hpp"
#include "slack/escape.hpp"
#include "unicode/look.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace privman;
using namespace privman::slack;
using unicode::Look;

void require(bool holds) {
    if (!holds) std::abort();
}

std::u32string points_of(std::string_view text) {
    std::u32string points;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        points += point;
        text.remove_prefix(length);
    }
    return points;
}

bool is_broken_byte(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

/// Only single blanks, and marks that are part of a letter: those stand three at most in a row.
void hides_nothing(const std::u32string& shown) {
    std::size_t blanks = 0;
    std::size_t marks = 0;
    for (const auto c : shown) {
        const auto look = unicode::look_of(c);
        blanks = c == ' ' ? blanks + 1 : 0;
        marks = look == Look::mark ? marks + 1 : 0;
        require(c == ' ' || look == Look::seen || look == Look::mark);
        require(!is_broken_byte(c) && blanks <= 1 && marks <= 3);
    }
}

/// Every character of `text` that is seen stands in `shown`, in its order.
void loses_nothing(const std::u32string& text, const std::u32string& shown) {
    std::size_t at = 0;
    for (const auto c : text) {
        if (unicode::look_of(c) != Look::seen || is_broken_byte(c)) continue;
        at = shown.find(c, at);
        require(at != std::u32string::npos);
        ++at;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto points = points_of(text);
    const auto value = clean_value(text);
    const auto shown = points_of(value);
    hides_nothing(shown);
    loses_nothing(points, shown);
    loses_nothing(points, points_of(clean(text)));
    for (const std::size_t limit : {40U, 100U, 400U}) {
        const auto cut = cut_middle(value, limit);
        require(length_of(cut) <= limit);
        hides_nothing(points_of(cut));
        // What is lost is said.
        if (length_of(value) <= limit) require(cut == value);
        require(length_of(for_mrkdwn(text, limit)) <= limit);
        require(length_of(for_message_text(text, limit)) <= limit);
    }
    return 0;
}
