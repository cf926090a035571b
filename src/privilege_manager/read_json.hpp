// Foreign bytes that ought to be JSON, before anybody parses them.
#pragma once

#include <boost/json/value.hpp>

#include <expected>
#include <string>
#include <string_view>

namespace privman::pm {

/// The part of `body` that is to be parsed: without byte order mark and white space around it. Fails, in words, when
/// it cannot be JSON.
[[nodiscard]] std::expected<std::string_view, std::string> json_in(std::string_view body);

/// One name with half a character in it must not make a whole answer unreadable: such halves (`\ud83d` alone) become
/// U+FFFD, where they stand. Returns whether there were any.
bool replace_lone_surrogates(std::string& text);

/// What is said of a text that is no JSON.
[[nodiscard]] std::string not_json(std::string_view text, std::string_view why);

/// A value that is known to be JSON, but for invalid UTF-8, which becomes U+FFFD.
[[nodiscard]] boost::json::value parsed(std::string_view json);

}  // namespace privman::pm
