// Foreign bytes made into text that can be stored, compared and shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::pm {

/// Invalid UTF-8 becomes U+FFFD, one per broken byte sequence.
[[nodiscard]] std::string valid_utf8(std::string_view bytes);
[[nodiscard]] bool is_valid_utf8(std::string_view bytes);
/// How long `valid_utf8(bytes)` is: up to three times as long.
[[nodiscard]] std::size_t valid_utf8_size(std::string_view bytes);

/// At most `limit` bytes, cut between characters; what was cut ends in " … (cut)".
[[nodiscard]] std::string capped(std::string text, std::size_t limit);

/// At most `limit` bytes (64 or more), cut between characters: head and tail stay, and " … (1234 bytes cut) … " between
/// them says how much is missing. Whoever fills a text with blanks must not choose what is lost.
[[nodiscard]] std::string capped_within(std::string_view text, std::size_t limit);

/// Without ASCII white space around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// ASCII only: what field names, status words and GUIDs are made of.
[[nodiscard]] std::string lower_case(std::string_view text);

[[nodiscard]] bool has_control_characters(std::string_view text);

/// One line without control characters, at most `limit` bytes: for messages.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t limit);

/// Whether `pattern`, in which `*` stands for anything, fits somewhere in `text`; without regard to ASCII case.
[[nodiscard]] bool fits_somewhere(std::string_view pattern, std::string_view text);

}  // namespace privman::pm
