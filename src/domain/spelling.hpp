// Texts of which some places are not known, and whether two of them can be the same text.
#pragma once

#include "domain/fold.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// Characters as numbers, as `front_char` reads them, and the marks below, which no character can be.
using Spelling = std::u32string;

inline constexpr char32_t any_text = 0x110000;     ///< any characters, or none
inline constexpr char32_t any_in_name = 0x110001;  ///< any characters but separators, or none
inline constexpr char32_t one_in_name = 0x110002;  ///< one character, but no separator
inline constexpr char32_t any_one = 0x110003;      ///< one character, and the accents that belong to it

[[nodiscard]] constexpr bool is_mark(char32_t c) { return c >= any_text; }

/// Whether one text fits both. At most length × length steps, whatever they are.
[[nodiscard]] bool can_be_equal(const Spelling& rule, const Spelling& text, char32_t separator);

/// The text as it is, without marks.
[[nodiscard]] Spelling spelled(std::string_view text);

/// `*` and `?` become marks.
[[nodiscard]] Spelling spelled_glob(std::string_view glob);

/// What stands between the marks, folded.
[[nodiscard]] Spelling folded(const Spelling& text, const Fold& fold);
[[nodiscard]] std::string folded_text(std::string_view text, const Fold& fold);

/// As UTF-8, marks left out.
[[nodiscard]] std::string letters_of(const Spelling& text);

/// White space of every kind, and what is drawn as nothing.
[[nodiscard]] bool is_blank(char32_t c);
[[nodiscard]] bool is_control(char32_t c);
[[nodiscard]] bool is_digit(char32_t c);
[[nodiscard]] bool is_ascii_letter(char32_t c);

[[nodiscard]] Spelling trimmed(const Spelling& text);

/// Cut at each of `separators`; empty pieces are kept.
[[nodiscard]] std::vector<Spelling> split(const Spelling& text, std::u32string_view separators);

[[nodiscard]] bool has_mark(const Spelling& text);

}  // namespace privman
