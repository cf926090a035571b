// The list of pending requests out of the answers to the list call, poll after poll: only what is new is decoded.
#pragma once

#include "contract/profile.hpp"
#include "ports/elevation_source.hpp"
#include "ports/outcome.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/field_index.hpp"
#include "privilege_manager/known_rows.hpp"
#include "privilege_manager/wire.hpp"

#include <cstddef>
#include <expected>
#include <string>

namespace privman::pm {

/// Reads row by row, without the document in memory: beside an answer of at most 10 MB stand the requests in it and a
/// note of 16 bytes for each known row. The last complete answer is held, so that what it said need not be decoded
/// again. Whatever was read before, a list says what its answer says.
class ListReader {
public:
    ListReader(contract::Profile profile, std::string base_url);

    /// The body of a 2xx answer to the list call; see `PendingList` for what is complete. The list of the last complete
    /// answer itself when this one says the same. Fails with `malformed`, in words that say what was found instead;
    /// `redact` cleans what they quote before it is cut. Never throws on bad input.
    [[nodiscard]] Outcome<SharedList> read(std::string body, const Redact& redact = {});

    /// One answer by itself: nothing is remembered, nothing taken over.
    [[nodiscard]] Outcome<DecodedList> inspect(std::string body, const Redact& redact = {}) const;

    /// What is held between two answers, beside the list.
    [[nodiscard]] std::size_t held_bytes() const { return known_.held_bytes(); }

private:
    struct Answer;
    struct Read;
    using Result = std::expected<Read, std::string>;

    [[nodiscard]] Result read_all(const std::string& body, const Redact& redact, SeenKeys* seen) const;
    [[nodiscard]] Result read_what_is_new(const std::string& body) const;
    /// `seen` may be null.
    [[nodiscard]] Result read_answer(const Answer& answer, const Redact& redact, SeenKeys* seen) const;

    contract::Profile profile_;
    std::string base_url_;
    FieldIndex index_;
    SharedList list_;  ///< null until there was one
    KnownRows known_;
};

}  // namespace privman::pm
