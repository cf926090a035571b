// Stretches of text in which nothing is seen, spelled so that they are: `<1500 blanks>`, `<U+00A0>`, `␛`, ` ⏎ `.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace privman::slack {

/// Where a stretch stands: at either end of a text that stands alone even a single blank cannot be seen.
enum class Place { within, at_an_end };

/// Puts the characters of `run`, none of which is seen, at the end of `out`: equal ones in a row with their number, at
/// most a few pieces, at most 90 characters in all whatever stands in it. One blank alone stays one.
void append_run(std::string& out, std::u32string_view run, Place place);

/// `<U+200B>`: a character that is better named than shown.
void append_name(std::string& out, char32_t c);

/// A spelled stretch at the front of a text that was made visible.
struct SpelledRun {
    std::size_t bytes;  ///< how much of the text it is
    std::size_t count;  ///< how many characters it stands for
};
/// Nothing when the text begins with something else.
std::optional<SpelledRun> spelled_run(std::string_view text);

/// `<1500 hidden>`: the same stretch where there is no room for names. At most 15 characters up to a count of a
/// million.
std::string briefly(SpelledRun run);

}  // namespace privman::slack
