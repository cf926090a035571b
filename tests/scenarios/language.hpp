// The little language of the scenarios: lines of words become steps; the words become values.
#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace privman::scenarios {

namespace json = boost::json;

enum class Kind { given, at, when, then };

struct Step {
    Kind kind = Kind::given;  ///< `and` takes the kind of the line before
    std::string words;        ///< without the leading keyword, single spaces outside quotes
    std::size_t line = 0;
};

/// Comments (`#` at the beginning of a line) and empty lines are left out. The error names the line.
std::expected<std::vector<Step>, std::string> read_scenario(std::string_view text);

/// `30m`, `2h`, `45s`, `250ms`, `1d`. Throws std::invalid_argument for anything else.
std::chrono::milliseconds parse_length(std::string_view text);

/// `user=CORP\eve reason="needs \"it\"" rating=null`: quoted ones know \" and \n and \u{202e}; others are taken as they
/// stand. `null`, `true`, `false` and whole numbers are themselves. Throws std::invalid_argument.
json::object parse_fields(std::string_view text);

/// The inside of a quoted text, as parse_fields reads it.
std::string unquoted(std::string_view text);

/// `2026-03-08 02:30 America/New_York` as an instant in RFC 3339. A local time that the clocks skip is read with the
/// offset before the jump, so that it lies just after it. Throws std::invalid_argument.
std::string instant_of(std::string_view text);

}  // namespace privman::scenarios
