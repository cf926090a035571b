// Requests and decisions as the contract profile spells them: decoded strictly, encoded exactly, no I/O.
#pragma once

#include "contract/profile.hpp"
#include "domain/decision.hpp"
#include "domain/grant.hpp"
#include "domain/ids.hpp"
#include "ports/elevation_source.hpp"
#include "ports/outcome.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::pm {

inline constexpr std::size_t max_list_bytes = 10u << 20;
/// Of those that wait; what a list says besides, such as history, is not counted.
inline constexpr std::size_t max_requests = 20'000;
/// A Windows command line has at most 32,767 UTF-16 units, which are at most 98,301 bytes: none is ever cut.
inline constexpr std::size_t max_field_bytes = 128u << 10;
inline constexpr std::size_t max_id_bytes = 200;

/// How many rows said it, under the key as the instance spells it: {id -> {"ApprovalId" -> 12}}.
using SeenKeys = std::map<contract::Field, std::map<std::string, std::size_t>>;

/// A complete list, and what `doctor` wants to know about it.
struct DecodedList {
    PendingList list;
    SeenKeys seen;
};

/// The body of a 2xx answer to the list call; see `PendingList` for what is complete. Fails with `malformed`, in words
/// that say what was found instead. Never throws on bad input.
[[nodiscard]] Outcome<DecodedList> decode_list(const contract::Profile&, std::string_view body,
                                               std::string_view base_url);

/// One decision about one request.
struct Decision {
    RequestId id;
    Choice choice;
    std::string comment;
    std::string approver;  ///< who decides, for {approver}
};

/// A call ready to be sent below the base URL.
struct EncodedCall {
    std::string method;
    std::string target;  ///< path and query
    std::string content_type;
    std::string body;
};

/// Fails, in words, when the contract cannot say this decision exactly.
[[nodiscard]] std::expected<EncodedCall, std::string> encode_decision(const contract::Profile&, const Decision&);
[[nodiscard]] EncodedCall encode_list_call(const contract::Profile&);

/// Whether an approval for exactly this grant can be said. To be asked of every duration on offer before anything
/// starts.
[[nodiscard]] bool can_encode(const contract::Profile&, const Grant&);

/// A JSON document out of foreign bytes: invalid UTF-8 and lone surrogates become U+FFFD, at most 32 levels.
[[nodiscard]] std::expected<boost::json::value, std::string> read_json(std::string_view body);

/// A GUID in lower case without braces; anything else as it is, without white space around it.
[[nodiscard]] std::string normalised_id(std::string_view text);

}  // namespace privman::pm
