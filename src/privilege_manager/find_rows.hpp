// From the document of a list answer to its rows, in every shape an answer is known to have.
#pragma once

#include "contract/profile.hpp"
#include "privilege_manager/field_index.hpp"

#include <boost/json/value.hpp>

#include <expected>
#include <string>
#include <vector>

namespace privman::pm {

struct FoundRows {
    std::vector<RawRow> rows;          ///< point into the document
    std::vector<std::string> remarks;  ///< rows that are no rows
    std::size_t listed = 0;            ///< how many there were
};

/// Fails, in words, when no array is where the profile says, when `Total` does not agree with it, or when a report has
/// no column for the id.
[[nodiscard]] std::expected<FoundRows, std::string> find_rows(const contract::Profile& profile,
                                                              const boost::json::value& document,
                                                              const FieldIndex& index);

}  // namespace privman::pm
