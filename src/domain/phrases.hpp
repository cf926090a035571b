// The sentences about decisions, in one place: cards, private answers and announcements say the same thing in the same
// words.
#pragma once

#include "domain/decision.hpp"
#include "domain/request_life.hpp"
#include "domain/same_request.hpp"
#include "domain/words.hpp"

#include <string>
#include <vector>

namespace privman {

/// `text` as the end of a sentence: with one full stop, unless it ends one already.
std::string as_sentence_end(std::string text);

/// "@ada", or "the schedule".
Words decider_in_words(const Decider&);
/// "Approve, 30 minutes" or "Deny": what was chosen, as a thing that can be sent.
std::string choice_in_words(const Choice&);
/// "Approved by @ada for 30 minutes." / "Denied by @ada."
Words verdict_in_words(const Verdict&);
/// "Outcome not confirmed: @ada sent Approve, 30 minutes; …"
Words unconfirmed_in_words(const Unconfirmed&);
/// "Path: `C:\\a.exe` → `C:\\b.exe`": the places in which they differ, however long they are.
Words changes_in_words(const std::vector<FactChange>&);
/// Why two requests under one id have no buttons, and what to do.
Words twice_listed_in_words();
/// The same for a request whose record was damaged, while a decision of which nothing is known may be on its way.
Words damaged_in_words();
/// Why nobody can decide it here now; empty when somebody can.
Words why_undecidable(const Life&);
/// In a clause and what to do, for the record and whoever clicked: what is listed is not what was shown.
std::string why_not_as_shown(const ElevationRequest& shown, const NotAsShown&);

}  // namespace privman
