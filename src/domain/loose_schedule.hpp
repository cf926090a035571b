// Business hours in the words in which people write them, where the grammar of `schedule_text` ends: `weekdays 8am-5pm
// Berlin`, `Mo-Fr 8-17 Uhr Berlin`, `9-5`.
#pragma once

#include "domain/business_hours.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// What the text may mean, the likeliest first; one when its words have one meaning, none when they have no meaning
/// here. `zone` is what was typed at the end, for `zones_meant` to say which it is.
///
/// Days: English and German, in full or short, ranges with any dash or `to`, `bis`, `through`; `weekdays`, `weekends`,
/// `daily`. Times: `8`, `08:00`, `8.00`, `0800`, `8h`, `8am`, `5:30 p.m.`, `24h`. Hours below thirteen without minutes
/// and without `am` or `pm` may have several meanings: `9-5`.
std::vector<BusinessHours> loose_readings(std::string_view text);

/// Why such hours are hardly ever meant, in one clause: they run over midnight, or leave people very few hours. Nothing
/// when they are as people work.
std::optional<std::string> looks_inverted(const BusinessHours& hours);

/// What else was probably meant by hours that run over midnight: the same hours the other way round, or the end in the
/// afternoon. Nothing for other hours.
std::optional<BusinessHours> turned_round(const BusinessHours& hours);

/// The next two days as the clocks of the zone count them, in words: "Wed: people decide 08:00–17:00, the rest is
/// automatic. Thu: …".
std::string two_days_in_words(const BusinessHours& hours, const LocalMoment& today);

}  // namespace privman
