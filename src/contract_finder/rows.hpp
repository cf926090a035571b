// Where an answer has its rows, and what each property of a row is.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/encodings.hpp"
#include "contract_finder/schemas.hpp"

#include <optional>
#include <string>

namespace privman::contract_finder {

struct Rows {
    std::string pointer;  ///< JSON pointer to the array
    const boost::json::object* row = nullptr;
    std::string id;   ///< the property that names the request
    int fitting = 0;  ///< how many of our fields the row has; comparable between answers
};

/// The array of requests in an answer; nothing when no array holds objects with an id.
[[nodiscard]] std::optional<Rows> find_rows(const boost::json::object& answer, const Schemas&);

/// Field map, status words and date form of a row, over what `profile` has. A company is never taken for a signer:
/// nothing is.
void read_row(const Rows&, const Schemas&, contract::Profile& profile, Notes&);

}  // namespace privman::contract_finder
