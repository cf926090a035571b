// The stored form of the records: JSON with a format number, decoded strictly. What was encoded comes back equal.
#pragma once

#include "domain/board.hpp"
#include "domain/known_person.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/outcome.hpp"
#include "ports/state_store.hpp"

#include <string>
#include <string_view>

namespace privman::stores {

/// The form that this version writes, and the newest that it reads.
inline constexpr unsigned life_format = 1;
/// Of a life with `damage`: a version that does not know that would have it decided at once, so it must not read it.
/// (No release has ever written 2.)
inline constexpr unsigned life_format_with_damage = 3;
inline constexpr unsigned settings_format = 1;
inline constexpr unsigned board_format = 1;
inline constexpr unsigned person_format = 1;
inline constexpr unsigned workspace_format = 1;

// Total. Bytes that are not UTF-8 are kept as they are.
std::string encode(const Life&);
std::string encode(const Settings&);
std::string encode(const Board&);
std::string encode(const KnownPerson&);
std::string encode(const Workspace&);

// Total: any bytes give a record or a failure. `malformed` names the first field at fault ("life.stage.claim.calls is
// not a count"), never its value; `newer`: the format number is above ours. Fields of a record, or of a life's facts,
// that nobody here knows are kept as text and written again; a key
// that is absent reads as its empty value, except those that say what the rest means: `format`, and the kinds of a
// stage, a decider and a document. An absent id or version of the record itself is for the row beside it to say.
Outcome<Life> decode_life(std::string_view stored);
/// What can be read of a life that cannot be read as a whole: each card and each line of the ledger by itself. Its id,
/// version and the reason are for the caller to say.
DamagedLife salvaged(std::string_view stored);
Outcome<Settings> decode_settings(std::string_view stored);
Outcome<Board> decode_board(std::string_view stored);
Outcome<KnownPerson> decode_person(std::string_view stored);
Outcome<Workspace> decode_workspace(std::string_view stored);

}  // namespace privman::stores
