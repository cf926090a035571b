// The rows of one answer, one after the other: to a complete list, and to what is worth knowing of them next time.
#pragma once

#include "privilege_manager/decode_row.hpp"
#include "privilege_manager/field_index.hpp"
#include "privilege_manager/find_rows.hpp"
#include "privilege_manager/known_rows.hpp"
#include "privilege_manager/short_answer.hpp"
#include "privilege_manager/wire.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>

namespace privman::pm {

struct ReadRows {
    std::optional<PendingList> list;  ///< nothing: it is the last one
    KnownRows known;
};

struct RowsToRead {
    const ShortAnswer& answer;
    std::size_t offset = 0;     ///< where the answer begins in what will be held of it
    const FoundRows& found;     ///< in the short text
    bool is_utf8 = true;        ///< all of it
    const KnownRows* known{};   ///< those that the answer leaves out; null when it leaves out none
    const PendingList* last{};  ///< on which those stand
};

/// Fails, in words, when these rows are no list. `seen` may be null.
[[nodiscard]] std::expected<ReadRows, std::string> read_rows(const RowsToRead& rows, const FieldIndex& index,
                                                             const RowDecoder& decoder, SeenKeys* seen);

}  // namespace privman::pm
