// Which requests a setting means: `policy=GLOB; path=GLOB; publisher=GLOB`.
#pragma once

#include "domain/elevation_request.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// `*` stands for any text, `?` for one character, everything else (a backslash too) for itself, without regard to case
/// (Latin, Greek, Cyrillic). The whole text must match. At most length(glob) × length(text) steps, whatever they are.
bool glob_matches(std::string_view glob, std::string_view text);

/// Every part that is given must match. A fact that Privilege Manager did not say is an empty text: it is matched by
/// `*` and by nothing that asks for a character.
struct RequestPattern {
    std::optional<std::string> policy{};
    std::optional<std::string> path{};
    std::optional<std::string> publisher{};  ///< matches the claimed company or the proven signer

    friend bool operator==(const RequestPattern&, const RequestPattern&) = default;
};

struct PatternFault {
    std::string text;  ///< the pattern or the part at fault, shortened
    std::string why;   ///< one clause, lower case, without a full stop

    friend bool operator==(const PatternFault&, const PatternFault&) = default;
};

inline constexpr std::size_t longest_glob = 1000;  ///< bytes

/// Several patterns are separated by newlines or `|`; a part without a key is a path. Empty text means no pattern. One
/// fault spoils the whole: a rule that is half understood would let through what it should hold.
std::expected<std::vector<RequestPattern>, PatternFault> parse_patterns(std::string_view text);

/// Reads back as the same pattern: `policy=GLOB; path=GLOB`.
std::string spelling(const RequestPattern&);

bool matches(const RequestPattern&, const ElevationRequest&);

/// The first pattern that matches, or null.
const RequestPattern* first_match(std::span<const RequestPattern>, const ElevationRequest&);

}  // namespace privman
