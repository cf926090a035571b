// Names of other scripts in Latin letters: accounts are mostly written in these, whatever the name of their owner is.
#pragma once

#include <string>
#include <string_view>

namespace privman {

/// One text in Latin letters, as far as it can be. `sound` spells Greek and Cyrillic letters as they are pronounced,
/// `look` as what they are mistaken for: whoever writes a Cyrillic letter into a Latin name means the latter.
struct LatinReadings {
    std::string sound;
    std::string look;  ///< the same text when there is nothing to mistake
};

/// `folded` is the result of a Fold. Marks that stand above or below a letter are left out (`müller` is `muller`),
/// letters with a stroke and ligatures become plain ones; letters of other scripts stay what they are.
LatinReadings latin_readings(std::string_view folded);

/// The ways in which umlauts are written as two letters become one: `mueller` is `muller`, `soeren` is `soren`. For
/// comparing only: other words are shortened too.
std::string without_digraphs(std::string_view latin);

}  // namespace privman
