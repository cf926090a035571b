// The stored form of the records: JSON with a format number, decoded strictly. What was encoded comes back equal.
#pragma once

#include "domain/board.hpp"
#include "domain/known_person.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/outcome.hpp"

#include <string>
#include <string_view>

namespace privman::stores {

/// The form that this version writes, and the newest that it reads.
inline constexpr unsigned life_format = 1;
inline constexpr unsigned settings_format = 1;
inline constexpr unsigned board_format = 1;
inline constexpr unsigned person_format = 1;

// Total. Bytes that are not UTF-8 are kept as they are.
std::string encode(const Life&);
std::string encode(const Settings&);
std::string encode(const Board&);
std::string encode(const KnownPerson&);

// Total: any bytes give a record or a failure. `malformed` names the first field at fault ("life.stage.claim.calls is
// not a count"), never its value; `newer`: the format number is above ours. Keys that nobody knows are ignored; a key
// that is absent reads as its empty value, except those that say what the rest means: `format`, and the kinds of a
// stage, a decider and a document. An absent id or version of the record itself is for the row beside it to say.
Outcome<Life> decode_life(std::string_view stored);
Outcome<Settings> decode_settings(std::string_view stored);
Outcome<Board> decode_board(std::string_view stored);
Outcome<KnownPerson> decode_person(std::string_view stored);

}  // namespace privman::stores
