// Requests as an instance with this profile would list them: its field names, its dates, its envelope.
#pragma once

#include "contract/profile.hpp"
#include "sandbox/privilege_manager/queue.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::pm {

/// The word on the wire for that status; for a status the profile has no word for, ours with a capital.
[[nodiscard]] std::string status_word(const contract::Profile& profile, RequestStatus status);

/// A moment in the profile's first date format and, where the format has no zone of its own, in the profile's zone.
[[nodiscard]] std::string date_text(const contract::DateRule& rule, std::int64_t wall_ms);

/// The name under which a list carries that field, by the look of the value: SHA-1 and SHA-256 have names of their own.
/// Nothing when the profile knows no name for it.
[[nodiscard]] std::optional<std::string> key_for(const contract::Profile& profile, contract::Field field,
                                                 const json::value& value);

/// One element of the list.
[[nodiscard]] json::object row_of(const contract::Profile& profile, const QueuedRequest& request,
                                  std::string_view status);

struct ListAnswer {
    std::vector<json::object> rows;
    std::int64_t total_off_by = 0;  ///< to lie in `Total`
};

/// The whole body of a list answer: rows where the profile looks first, or columns and data when the list is a report.
[[nodiscard]] json::value list_body(const contract::Profile& profile, const ListAnswer& answer);

/// Puts `value` at a JSON pointer, making the objects on the way.
void put_at(json::value& document, std::string_view pointer, json::value value);

}  // namespace privman::sandbox::pm
