// Other people's bytes, made fit for a log line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::observe {

/// Bytes that are not UTF-8 become U+FFFD, one each.
std::string as_utf8(std::string_view bytes);

/// At most `longest` bytes and a mark that says how many are missing; head and tail are kept, no character is split.
/// `text` must be UTF-8.
std::string cut_in_the_middle(std::string_view text, std::size_t longest);

/// Control and bidirectional characters as `\u001b`: nothing that was typed elsewhere moves this terminal's cursor.
/// `text` must be UTF-8.
std::string visible(std::string_view text);

/// Milliseconds since 1970 as `2026-03-08T02:30:00.000Z`.
std::string as_timestamp(long long millis);

}  // namespace privman::observe
