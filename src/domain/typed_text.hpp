// Text as fingers and phones make it, brought to plain ASCII where that loses nothing: shared by everything people
// type.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace privman {

/// Every typographic dash becomes `-`, every space of any kind (line ends too) one blank, every typographic quote a
/// plain one; marks that have no width disappear; no blanks at either end. Everything else stays.
std::string plain_typing(std::string_view text);

/// ASCII letters only.
std::string lower(std::string_view text);

/// At most `limit` bytes (3 or more), cut between characters, with an ellipsis when something was cut.
std::string shortened(std::string_view text, std::size_t limit = 40);

/// How many letters must be put in, taken out, changed or swapped with their neighbour to make `b` of `a`.
std::size_t typing_distance(std::string_view a, std::string_view b);

/// The known word that was most likely meant, without regard to ASCII case; empty when none is near (more than a third
/// of the letters wrong). `typed` longer than 64 bytes has no neighbours.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> known);

}  // namespace privman
