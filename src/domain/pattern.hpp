// Which requests a setting means: `policy=GLOB; path=GLOB; publisher=GLOB; account=GLOB; computer=GLOB; rating=GLOB`.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"
#include "domain/glob.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// Every part that is given must match. A fact that Privilege Manager did not say is an empty text: it is matched by
/// `*` and by nothing that asks for a character; but a missing path can be any path, and a missing rating is `unknown`.
struct RequestPattern {
    std::optional<std::string> policy{};
    std::optional<std::string> path{};       ///< of every spelling of the file (domain/path_rule)
    std::optional<std::string> publisher{};  ///< matches the claimed company or the proven signer
    std::optional<std::string> account{};
    std::optional<std::string> computer{};
    std::optional<std::string> rating{};

    friend bool operator==(const RequestPattern&, const RequestPattern&) = default;
};

struct PatternFault {
    std::string text;   ///< the pattern or the part at fault, shortened
    std::string why;    ///< one clause, lower case, without a full stop
    std::string meant;  ///< what was probably meant, as it should be written; empty when there is no telling

    friend bool operator==(const PatternFault&, const PatternFault&) = default;
};

inline constexpr std::size_t longest_glob = 1000;  ///< bytes

/// Several patterns are separated by newlines or `|`; a part without a key is a path. Empty text means no pattern. One
/// fault spoils the whole: a rule that is half understood would let through what it should hold. All faults are told.
std::expected<std::vector<RequestPattern>, std::vector<PatternFault>> parse_patterns(std::string_view text);

/// What can be meant as it stands, but is probably not.
std::vector<PatternFault> doubts_about(std::span<const RequestPattern>);

/// Reads back as the same pattern: `policy=GLOB; path=GLOB`.
std::string spelling(const RequestPattern&);

/// Whether the pattern could mean this request: what cannot be told is a match.
bool matches(const RequestPattern&, const ElevationRequest&, const Fold&);

/// The first pattern that matches, or null.
const RequestPattern* first_match(std::span<const RequestPattern>, const ElevationRequest&, const Fold&);

}  // namespace privman
