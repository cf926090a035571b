// From the text of a list answer to its rows, in every shape an answer is known to have.
#pragma once

#include "contract/profile.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/field_index.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

/// The names of one report column; cells are found under each of them.
struct Column {
    std::vector<std::string> names;
};

struct FoundRows {
    std::size_t at = 0;            ///< where the array of rows begins in the text
    std::size_t listed = 0;        ///< how many there are
    std::size_t depth = 0;         ///< how many brackets are open around each
    std::vector<Column> columns;   ///< with a report: what the cells of each row are
    std::string_view columns_are;  ///< the same as written: rows mean the same while it does not change
};

/// Fails, in words, when the text is no JSON or says itself that it is an error, when no array is where the profile
/// says, when `Total` does not agree with it, or when a report has no column for the id. `redact` cleans what is
/// quoted.
[[nodiscard]] std::expected<FoundRows, std::string> find_rows(const contract::Profile& profile, std::string_view text,
                                                              const FieldIndex& index, const Redact& redact);

/// Whether the profile may look for a list inside of an array's elements that stand so deep (1 or
/// more), where rows stood.
[[nodiscard]] bool may_hide_lists(const contract::ListCall& list, std::size_t depth);

}  // namespace privman::pm
