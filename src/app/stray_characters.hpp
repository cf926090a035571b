// What editors, shells and copying leave in a value that nobody has typed: line ends, marks, blanks that look like
// nothing, quotes that a reader should have taken away. What is certain is dropped, what is not is named.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace privman::app {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// As Windows writes text when nobody asks it not to.
bool is_utf16(std::string_view bytes);

/// Without line ends around and a byte order mark in front: they are never meant.
std::string_view without_line_ends(std::string_view text);

/// The first invisible character, for people: "a no-break blank (U+00A0)". Ordinary blanks and tabs are none; `\n` and
/// other control characters are.
std::optional<std::string> invisible_character(std::string_view text);

/// The same, of the first and the last character only.
std::optional<std::string> invisible_at_an_end(std::string_view text);

/// Begins and ends with the same quote, plain or typographic; what stands between, or nothing.
std::optional<std::string_view> inside_quotes(std::string_view text);

/// `text` without all of that, as it was probably meant.
std::string probably_meant(std::string_view text);

}  // namespace privman::app
